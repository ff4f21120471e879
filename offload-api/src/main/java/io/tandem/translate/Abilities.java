package io.tandem.translate;

import io.tandem.backend.DeviceCapabilities.MaskSupport;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.GtpU;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Prerequisite;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields can be matched and which actions done, as the translator answers where it is asked for each alone. A flow
 * of several can still be refused for what they are together, and a port's kind allows less than all kinds do.
 *
 * @param fields how freely each can be masked at some kind of port; those that cannot be matched are not there
 * @param actions in words of ODP text
 */
public record Abilities(Map<FlowField, MaskSupport> fields, Set<String> actions) {
    /** The port without a tunnel in the flows that are tried. */
    public static final int PLAIN_PORT = 1;

    /** A Geneve tunnel's port in the flows that are tried; other tunnels have others, as {@link #of} is told. */
    public static final int GENEVE_PORT = 3;

    private static final int SOLICITATION = 135;
    private static final int OVER_IPV4 = 1;
    private static final int OVER_IPV6 = 2;
    private static final long ODD_BITS = 0x5555_5555_5555_5555L;
    private static final PortNames NAMES = PortNames.any();
    private static final String PLAIN = "eth(),eth_type(0x88b5)";
    private static final String IPV4 = "eth(),eth_type(0x0800),ipv4(proto=6,frag=no),tcp()";
    private static final String IPV6 = "eth(),eth_type(0x86dd),ipv6(proto=17,frag=no),udp()";
    private static final String LABELLED = "eth(),eth_type(0x8847),mpls(label=5,tc=0,ttl=64,bos=1)";
    private static final String TAGGED =
            "eth(),eth_type(0x8100),vlan(vid=5,pcp=0),encap(eth_type(0x0800),ipv4(frag=no))";

    private static final String GENEVE =
            "recirc_id(0),in_port(3),tunnel(src=192.0.2.2,dst=192.0.2.1,ttl=64,geneve({class=0x102,type=0x80,len=4,0xa/0xf}),flags()),"
                    + "eth(),eth_type(0x0800),ipv4(frag=no)";

    private static final String OUTPUT = ",1";

    /** Each action as a flow can have it, before an output where it changes packets, and the match that it takes. */
    private static final Map<String, String> SAMPLES = samples();

    public Abilities {
        fields = Map.copyOf(fields);
        actions = Set.copyOf(actions);
    }

    private static Map<String, String> samples() {
        Map<String, String> samples = new LinkedHashMap<>();
        samples.put("drop", PLAIN);
        samples.put("1", PLAIN);
        samples.put("recirc(0x1)", IPV4);
        samples.put("clone(1)", IPV4);
        samples.put("sample(sample=10.0%,actions(psample(group=1)))", IPV4);
        samples.put("psample(group=1)", IPV4);
        samples.put("check_pkt_len(size=200,gt(drop),le(1))", IPV4);
        samples.put("meter(1),1", IPV4);
        samples.put("ct(zone=1),1", IPV4);
        samples.put("ct_clear,1", IPV4);
        samples.put("dec_ttl(le_1()),1", IPV4);
        samples.put("push_vlan(vid=5,pcp=0),1", IPV4);
        samples.put("pop_vlan,1", TAGGED);
        samples.put("push_mpls(label=5,tc=0,ttl=64,bos=1,eth_type=0x8847),1", IPV4);
        samples.put("pop_mpls(eth_type=0x800),1", LABELLED);
        samples.put("set(eth(src=02:00:00:00:00:01)),1", IPV4);
        samples.put("set(ipv4(src=192.0.2.1)),1", IPV4);
        samples.put("set(ipv6(hlimit=5)),1", IPV6);
        samples.put("set(tcp(src=5)),1", IPV4);
        samples.put("set(udp(src=5)),1", IPV6);
        samples.put("set(mpls(label=5,tc=0,ttl=64,bos=1)),1", LABELLED);
        samples.put("set(vlan(vid=6,pcp=0)),1", TAGGED);
        samples.put("set(skb_mark(0x5)),1", IPV4);
        samples.put("set(skb_priority(0x5)),1", IPV4);
        samples.put("set(tunnel(tun_id=0x5,src=192.0.2.1,dst=192.0.2.2,tp_dst=4789,ttl=64,flags(key))),1", IPV4);
        return samples;
    }

    /** Tries to make a rule of a flow. */
    @FunctionalInterface
    public interface Trial {
        /** The fields in which the rule matches less; empty where there is no rule. */
        Optional<List<FlowField>> narrowedIn(Megaflow flow);
    }

    /**
     * Those of who translates.
     *
     * @param tunnels numbers of ports with tunnels of each kind that there is, {@link #GENEVE_PORT} among them
     */
    public static Abilities of(Trial trial, List<Integer> tunnels) {
        Map<FlowField, MaskSupport> fields = new EnumMap<>(FlowField.class);
        for (FlowField field : FlowField.values()) {
            support(trial, tunnels, field).ifPresent(support -> fields.put(field, support));
        }
        Set<String> actions = new TreeSet<>();
        SAMPLES.forEach((text, match) -> {
            Megaflow flow = flow("recirc_id(0),in_port(1)," + match, text);
            if (trial.narrowedIn(flow).isPresent()) {
                actions.add(word(text));
            }
        });
        return new Abilities(fields, actions);
    }

    private static Megaflow flow(String match, String actions) {
        try {
            OdpMatch parsed = OdpKeyText.parseMasked(match, NAMES);
            return Megaflow.of(parsed.key(), parsed.mask(), OdpActionText.parse(actions, NAMES));
        } catch (OdpParseException e) {
            throw new IllegalStateException(match + " actions:" + actions + ": " + e.getMessage(), e);
        }
    }

    /** The action's name: a set's with what it sets, and the word for a plain port. */
    private static String word(String text) {
        int first = text.indexOf('(');
        if (first < 0) {
            return text.equals("1") ? "output" : text.replace(OUTPUT, "");
        }
        String name = text.substring(0, first);
        return name.equals("set") ? text.substring(0, text.indexOf('(', first + 1)) + ")" : name;
    }

    private static Optional<MaskSupport> support(Trial trial, List<Integer> tunnels, FlowField field) {
        if (field == FlowField.RECIRC_ID || field == FlowField.IN_PORT) {
            return Optional.of(MaskSupport.EXACT);
        }
        if (field == FlowField.TUNNEL_GENEVE_OPTIONS) {
            return trial.narrowedIn(flow(GENEVE, "drop")).isPresent() ? Optional.of(MaskSupport.ANY) : Optional.empty();
        }
        if (field == FlowField.CT_STATE) {
            return matches(trial, tunnels, field, CtStateFlag.TRACKED.bit())
                    ? Optional.of(MaskSupport.ANY)
                    : Optional.empty();
        }
        long all = field.width() >= Long.SIZE ? -1L : (1L << field.width()) - 1;
        if (!matches(trial, tunnels, field, all)) {
            return Optional.empty();
        }
        if (field.width() == 1 || !matches(trial, tunnels, field, all & ~1L)) {
            return Optional.of(MaskSupport.EXACT);
        }
        return Optional.of(matches(trial, tunnels, field, all & ODD_BITS) ? MaskSupport.ANY : MaskSupport.PREFIX);
    }

    /**
     * True where at some port, before or behind connection tracking, there is a rule that looks for the field's bits.
     * Packets with zero in a field are known by less.
     */
    private static boolean matches(Trial trial, List<Integer> tunnels, FlowField field, long bits) {
        boolean outer = field.word() >= FlowField.TUNNEL_ID.word() || field.attribute() == KeyAttribute.PACKET_TYPE;
        for (long value : values(field)) {
            value &= bits;
            for (int port : outer ? tunnels : List.of(PLAIN_PORT)) {
                boolean match = value != 0
                        && (matches(trial, field, flow(field, port, false, bits, value))
                                || matches(trial, field, flow(field, port, true, bits, value)));
                if (match) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Values of which a field has one in some packet, at least. */
    private static long[] values(FlowField field) {
        return field == FlowField.TUNNEL_GTPU_FLAGS
                ? new long[] {GtpU.VERSION_1}
                : new long[] {-1, 1, EtherType.IPV4, EtherType.VLAN_8021Q};
    }

    private static boolean matches(Trial trial, FlowField field, Megaflow flow) {
        return trial.narrowedIn(flow)
                .filter(narrowed -> !narrowed.contains(field))
                .isPresent();
    }

    private static Megaflow flow(FlowField field, int port, boolean tracked, long bits, long value) {
        FlowKey.Builder key = FlowKey.builder();
        FlowMask.Builder mask = FlowMask.builder();
        pin(FlowField.RECIRC_ID, 0, key, mask);
        pin(FlowField.IN_PORT, port, key, mask);
        if (tracked) {
            pin(FlowField.ETH_TYPE, EtherType.IPV4, key, mask);
            mask.set(FlowField.CT_STATE, CtStateFlag.TRACKED.bit());
            key.set(FlowField.CT_STATE, CtStateFlag.TRACKED.bit());
        }
        require(field.prerequisite(), key, mask);
        if (field == FlowField.TUNNEL_IPV6_SRC || field == FlowField.TUNNEL_IPV6_DST) {
            pin(FlowField.TUNNEL_FAMILY, OVER_IPV6, key, mask);
            pin(FlowField.TUNNEL_IPV4_DST, 0, key, mask);
        }
        if (field.wide()) {
            mask.set(field, bits, bits);
            key.set(field, value, value);
        } else {
            mask.set(field, bits);
            key.set(field, value);
        }
        return Megaflow.of(key.build(), mask.build(), List.of());
    }

    private static void require(Prerequisite prerequisite, FlowKey.Builder key, FlowMask.Builder mask) {
        switch (prerequisite) {
            case NONE -> {}
            case VLAN -> tag(FlowField.VLAN_TPID, FlowField.VLAN_CFI, key, mask);
            case CVLAN -> {
                tag(FlowField.VLAN_TPID, FlowField.VLAN_CFI, key, mask);
                tag(FlowField.CVLAN_TPID, FlowField.CVLAN_CFI, key, mask);
            }
            case IPV4 -> pin(FlowField.ETH_TYPE, EtherType.IPV4, key, mask);
            case IPV6 -> pin(FlowField.ETH_TYPE, EtherType.IPV6, key, mask);
            case ARP -> pin(FlowField.ETH_TYPE, EtherType.ARP, key, mask);
            case MPLS -> pin(FlowField.ETH_TYPE, EtherType.MPLS_UNICAST, key, mask);
            case NSH -> pin(FlowField.ETH_TYPE, EtherType.NSH, key, mask);
            case TCP -> transport(EtherType.IPV4, IpProto.TCP, key, mask);
            case UDP -> transport(EtherType.IPV4, IpProto.UDP, key, mask);
            case SCTP -> transport(EtherType.IPV4, IpProto.SCTP, key, mask);
            case ICMP -> transport(EtherType.IPV4, IpProto.ICMP, key, mask);
            case ICMPV6 -> transport(EtherType.IPV6, IpProto.ICMPV6, key, mask);
            case ND -> {
                transport(EtherType.IPV6, IpProto.ICMPV6, key, mask);
                pin(FlowField.ICMPV6_TYPE, SOLICITATION, key, mask);
            }
            case TUNNEL -> {
                pin(FlowField.TUNNEL_FAMILY, OVER_IPV4, key, mask);
                pin(FlowField.TUNNEL_IPV4_DST, 1, key, mask);
            }
        }
    }

    private static void tag(FlowField tpid, FlowField present, FlowKey.Builder key, FlowMask.Builder mask) {
        pin(tpid, EtherType.VLAN_8021Q, key, mask);
        pin(present, 1, key, mask);
    }

    private static void transport(int type, int protocol, FlowKey.Builder key, FlowMask.Builder mask) {
        pin(FlowField.ETH_TYPE, type, key, mask);
        pin(FlowField.IPV4_PROTO, protocol, key, mask);
        pin(FlowField.IPV4_FRAG, Fragment.NO.bits(), key, mask);
    }

    private static void pin(FlowField field, long value, FlowKey.Builder key, FlowMask.Builder mask) {
        mask.exact(field);
        key.set(field, value);
    }
}
