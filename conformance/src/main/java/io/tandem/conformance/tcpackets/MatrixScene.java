package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.NamedFrames;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.util.ArrayList;
import java.util.List;

/**
 * A packet, all that a datapath knows of it when it comes to a flow, and what has to be done to it before.
 *
 * @param port where it comes in
 * @param frame without FCS
 * @param key at the flow
 * @param base what a flow for such packets matches in any case
 * @param before flows that send it there
 * @param underlay flows that do in the software datapath what the host's own stack does before a rule: take off an outer
 *     header
 */
record MatrixScene(int port, Bytes frame, FlowKey key, FlowMask base, List<CaseFlow> before, List<CaseFlow> underlay) {
    private static final List<String> PLAIN = List.of(
            "udp4",
            "tcp4",
            "sctp4",
            "icmp4",
            "udp6",
            "tcp6",
            "sctp6",
            "icmp6",
            "arp",
            "vlan",
            "qinq",
            "mpls",
            "mpls2",
            "mpls3",
            "first4",
            "solicitation",
            "advertisement",
            "nsh");
    /** Ports of VXLAN, Geneve, GRE, ERSPAN, and GRE over IPv6. */
    private static final List<Integer> TUNNELS = List.of(4789, 6081, 6, 7, 8);

    private static final String OUTER6 = "recirc_id(0),in_port(5),eth(),eth_type(0x86dd),ipv6(frag=no)";
    private static final String OUTER = "recirc_id(0),in_port(5),eth(),eth_type(0x0800),ipv4(frag=no)";
    private static final String INNER = "eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02),eth_type(0x0800),"
            + "ipv4(src=10.1.1.1,dst=10.1.1.2,proto=17,tos=0x10,ttl=64,frag=no),udp(src=1000,dst=53)";

    MatrixScene {
        before = List.copyOf(before);
        underlay = List.copyOf(underlay);
    }

    /** All of them. */
    static List<MatrixScene> all() throws OdpParseException {
        List<MatrixScene> scenes = new ArrayList<>();
        for (String name : PLAIN) {
            scenes.add(plain(name));
        }
        scenes.add(tracked());
        scenes.add(tunneled("vxlan", 4789, "tp_src=50000,tp_dst=4789,flags(-df+csum+key)"));
        scenes.add(tunneled("geneve", 6081, "tp_src=50000,tp_dst=6081,flags(-df+csum+key)"));
        scenes.add(tunneled("gre", 6, "flags(-df-csum+key)"));
        scenes.add(tunneled6("vxlan6", 4789, "tp_src=50000,tp_dst=4789,flags(-df+csum+key)"));
        return scenes;
    }

    private static MatrixScene plain(String name) {
        Bytes frame = frame(name);
        FlowKey key = MatchCases.key(frame.toArray());
        return new MatrixScene(1, frame, key, base(key), List.of(), List.of());
    }

    /** Behind a lookup of its connection, which is new and committed with a mark and a label. */
    private static MatrixScene tracked() throws OdpParseException {
        FlowKey key =
                key("ct_state(+new+trk),ct_zone(0x5),ct_mark(0x12),ct_label(0x34),recirc_id(0x1),in_port(1)," + INNER);
        CaseFlow lookup = new CaseFlow(
                "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(frag=no)",
                "ct(commit,zone=5,mark=0x12/0xffffffff,label=0x34/0xffffffffffffffffffffffffffffffff),recirc(0x1)");
        return new MatrixScene(1, frame("udp4"), key, base(key), List.of(lookup), List.of());
    }

    private static MatrixScene tunneled(String name, int port, String header) throws OdpParseException {
        return tunneled(name, port, "src=10.1.1.1,dst=10.1.1.2,tos=0x10,ttl=64," + header, FlowField.TUNNEL_IPV4_DST);
    }

    private static MatrixScene tunneled6(String name, int port, String header) throws OdpParseException {
        return tunneled(
                name,
                port,
                "ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2,tos=0x14,ttl=64," + header,
                FlowField.TUNNEL_IPV6_DST);
    }

    private static MatrixScene tunneled(String name, int port, String header, FlowField destination)
            throws OdpParseException {
        String text = "tunnel(tun_id=0x2a," + header + "),recirc_id(0),in_port(" + port + ")," + INNER;
        FlowKey key = key(text);
        FlowMask base = base(key).toBuilder()
                .exact(FlowField.TUNNEL_FAMILY)
                .exact(destination)
                .exact(FlowField.TUNNEL_TTL)
                .build();
        return new MatrixScene(5, frame(name), key, base, List.of(), underlay(text));
    }

    /** The flow that takes the outer header off packets for a flow with that key, where they come in a tunnel. */
    static List<CaseFlow> underlay(String key) {
        return TUNNELS.stream()
                .filter(port -> key.contains("in_port(" + port + ")"))
                .map(port -> new CaseFlow(key.contains("ipv6_dst=") ? OUTER6 : OUTER, "tnl_pop(" + port + ")"))
                .toList();
    }

    private static Bytes frame(String name) {
        return NamedFrames.find(name).orElseThrow();
    }

    private static FlowKey key(String text) throws OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked(text, PortNames.any());
        return match.key();
    }

    /** What must be known before anything else can be matched. */
    private static FlowMask base(FlowKey key) {
        FlowMask.Builder mask = FlowMask.builder()
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.IN_PORT)
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.VLAN_TPID)
                .exact(FlowField.VLAN_CFI)
                .exact(FlowField.CVLAN_TPID)
                .exact(FlowField.CVLAN_CFI);
        if (isIp(key)) {
            mask.exact(FlowField.IPV4_PROTO).exact(FlowField.IPV4_FRAG);
        }
        if (FlowField.ND_TARGET.prerequisite().holds(key)) {
            mask.exact(FlowField.ICMPV6_TYPE).exact(FlowField.ICMPV6_CODE);
        }
        if (FlowField.NSH_C1.prerequisite().holds(key)) {
            mask.exact(FlowField.NSH_MDTYPE).exact(FlowField.NSH_NP);
        }
        return mask.build();
    }

    private static boolean isIp(FlowKey key) {
        return FlowField.IPV4_SRC.prerequisite().holds(key)
                || FlowField.IPV6_SRC.prerequisite().holds(key);
    }
}
