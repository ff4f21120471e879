package io.tandem.conformance.tcsim;

import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.conformance.datapath.NamedFrames;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.conformance.nic.RandomMasks;
import io.tandem.conformance.nic.Tunnelled;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.netlink.MatchEncoder;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Cases of tunnels that end at the host: packets of one port, most of them in tunnels, flows that open those, and flows for
 * what is inside and for the others, which send packets out, change them, or put them into a tunnel. The same seed and captures
 * make the same.
 */
public final class TunnelCases {
    private static final int PORTS = 4;
    private static final int PACKETS = 48;
    private static final int FLOWS = 16;
    private static final int LONGEST = 1600;
    private static final int ECN = 3;

    /** How flows say that a packet is to be put into a tunnel. */
    public enum Words {
        /** A tunnel's key and an output to its port, as a kernel's datapath has it. */
        KEYED,
        /** A header that is pushed, as a datapath in userspace has it. */
        PUSHED
    }

    private final Words words;
    private final List<byte[]> frames = new ArrayList<>();

    /** Of known frames and those of these captures. */
    public TunnelCases(Captures folder, Words words) throws IOException {
        this.words = words;
        NamedFrames.all().values().forEach(f -> frames.add(f.toArray()));
        for (String name : folder.names()) {
            folder.frames(name).stream()
                    .filter(f -> f.size() <= LONGEST)
                    .limit(10)
                    .forEach(f -> frames.add(f.toArray()));
        }
    }

    /** So many cases. */
    public List<DatapathCase> make(int count, long seed) {
        List<DatapathCase> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cases.add(one(i, new SplittableRandom(seed * 1_000_033 + i)));
        }
        return cases;
    }

    private DatapathCase one(int number, SplittableRandom random) {
        int port = 1; // tunnels of rte_flow end at one port
        List<byte[]> some = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            some.add(frames.get(random.nextInt(frames.size())));
        }
        List<CasePacket> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            byte[] frame = some.get(random.nextInt(some.size()));
            packets.add(
                    new CasePacket(port, Bytes.of(random.nextInt(4) == 0 ? frame : Tunnelled.around(frame, random))));
        }
        List<CaseFlow> flows =
                new ArrayList<>(Tunnelled.openings(port, words == Words.KEYED ? TunnelScene.GRE6 : TunnelScene.GRE));
        for (TunnelPortConfig tunnel : Tunnelled.PORTS) {
            List<FlowKey> inside = packets.stream()
                    .flatMap(p -> Tunnelled.keyInside(p.frame().toArray(), port, tunnel).stream())
                    .map(this::byPort)
                    .toList();
            flows(inside, flows, random);
        }
        flows(packets.stream().map(TunnelCases::key).toList(), flows, random);
        return new DatapathCase("tunnels-" + number, Set.of(Reference.values()), List.of(), flows, "", packets);
    }

    /** rte_flow has one kind of GRE, whatever it is over. */
    private FlowKey byPort(FlowKey key) {
        return words == Words.PUSHED && key.get(FlowField.IN_PORT) == TunnelScene.GRE6
                ? key.toBuilder().set(FlowField.IN_PORT, TunnelScene.GRE).build()
                : key;
    }

    private void flows(List<FlowKey> keys, List<CaseFlow> flows, SplittableRandom random) {
        if (keys.isEmpty()) {
            return;
        }
        FlowKey like = keys.get(random.nextInt(keys.size()));
        FlowMask mask = withCongestion(like, withTunnel(like, RandomMasks.of(like, 8, random)), random);
        int most = flows.size() + FLOWS / 3;
        for (int i = 0; i < keys.size() && flows.size() < most; i++) {
            if (random.nextInt(3) != 0) {
                String text = OdpKeyText.print(
                        MatchEncoder.MEGAFLOW.encode(keys.get(i).masked(mask), mask), PortNames.any());
                CaseFlow flow = new CaseFlow(text, actions(random));
                if (flow.standsAlone(flows)) {
                    flows.add(flow);
                }
            }
        }
    }

    /** rte_flow has rules for one version of outer IP, and takes off options of one length. */
    private FlowMask withTunnel(FlowKey key, FlowMask mask) {
        return words == Words.KEYED || key.isZero(FlowField.TUNNEL_FAMILY)
                ? mask
                : RandomMasks.withOptions(key, RandomMasks.withTunnel(key, mask.toBuilder()));
    }

    /** A header that is one for all packets has their congestion bits, so most flows match those. */
    private static FlowMask withCongestion(FlowKey key, FlowMask mask, SplittableRandom random) {
        FlowField field =
                switch ((int) key.get(FlowField.ETH_TYPE)) {
                    case EtherType.IPV4 -> FlowField.IPV4_TOS;
                    case EtherType.IPV6 -> FlowField.IPV6_TCLASS;
                    default -> FlowField.ETH_TYPE;
                };
        return field == FlowField.ETH_TYPE || random.nextInt(8) == 0
                ? mask
                : mask.toBuilder().set(field, mask.get(field) | ECN).build();
    }

    private String actions(SplittableRandom random) {
        String set = random.nextInt(4) == 0 ? "set(eth(dst=02:00:00:00:00:%02x)),".formatted(random.nextInt(256)) : "";
        return switch (random.nextInt(8)) {
            case 0 -> "drop";
            case 1, 2, 3 -> set + (words == Words.KEYED ? keyed(random) : pushed(random));
            default -> set + (1 + random.nextInt(PORTS));
        };
    }

    private static String keyed(SplittableRandom random) {
        TunnelPortConfig tunnel = Tunnelled.PORTS.get(random.nextInt(Tunnelled.PORTS.size()));
        boolean ipv6 = tunnel.number() == TunnelScene.GRE6 || tunnel.protocol().overUdp() && random.nextInt(3) == 0;
        String known = ipv6 ? "ipv6_dst=2001:db8::1" : "dst=10.1.1.1";
        String unknown = ipv6 ? "ipv6_dst=2001:db8::9" : "dst=10.1.1.9";
        boolean options = tunnel.protocol() == TunnelProtocol.GENEVE && random.nextBoolean();
        return "set(tunnel(tun_id=0x%x,%s,tos=0x%x,ttl=%d,%sflags(key%s))),%d"
                .formatted(
                        random.nextInt(1 << 24),
                        random.nextInt(8) == 0 ? unknown : known,
                        random.nextInt(64) << 2,
                        random.nextInt(256),
                        options ? "geneve({class=0xffff,type=0x80,len=4,0xa})," : "",
                        random.nextInt(10) == 0 ? "|csum" : "",
                        tunnel.number());
    }

    private static String pushed(SplittableRandom random) {
        boolean ipv6 = random.nextInt(3) == 0;
        boolean gre = random.nextInt(3) == 0;
        boolean vxlan = random.nextBoolean();
        String ip = ipv6
                ? "ipv6(src=2001:db8::2,dst=2001:db8::1,label=0,proto=%d,tclass=0x%x,hlimit=64)"
                : "ipv4(src=10.1.1.2,dst=10.1.1.1,proto=%d,tos=0x%x,ttl=64,frag=0x4000)";
        String tunnel = gre
                ? "gre((flags=0x2000,proto=0x6558),key=0x%x)"
                : "udp(src=0,dst=%d,csum=0x%x),".formatted(vxlan ? 4789 : 6081, random.nextInt(12) == 0 ? 0xffff : 0)
                        + (vxlan ? "vxlan(flags=0x8000000,vni=0x%x)" : "geneve(vni=0x%x)");
        return ("tnl_push(tnl_port(%d),header(size=%d,type=%d,eth(dst=02:00:00:00:00:01,src=02:00:00:00:00:02,dl_type=0x%s),"
                        + ip + "," + tunnel + "),out_port(%d)),%d")
                .formatted(
                        gre ? TunnelScene.GRE : vxlan ? TunnelScene.VXLAN : TunnelScene.GENEVE,
                        (ipv6 ? 54 : 34) + (gre ? 8 : 16),
                        gre ? (ipv6 ? 109 : 3) : vxlan ? 4 : 5,
                        ipv6 ? "86dd" : "0800",
                        gre ? 47 : 17,
                        random.nextInt(256),
                        random.nextInt(1 << 24),
                        PORTS,
                        PORTS);
    }

    private static FlowKey key(CasePacket from) {
        byte[] frame = from.frame().toArray();
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, from.port(), 0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }
}
