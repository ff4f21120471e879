package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Cases that push, pop and hash what not every reference reads as text, on packets of captures. Where Open vSwitch makes
 * the actions of OpenFlow's, it is asked so, and counts nothing.
 */
final class HeaderCases {
    private static final Set<Reference> BOTH = Set.of(Reference.OVS, Reference.KERNEL);
    private static final int GRE_PROTOCOL = 47;
    private static final String ETHERNET = "push_eth(src=02:00:00:00:00:0a,dst=02:00:00:00:00:0b)";
    private static final String OPENFLOW_ETHERNET =
            "encap(ethernet),set_field:02:00:00:00:00:0a->eth_src,set_field:02:00:00:00:00:0b->eth_dst";
    private static final String OUTER = "eth(dst=02:00:00:00:00:0b,src=02:00:00:00:00:0a,dl_type=0x0800),"
            + "ipv4(src=172.16.0.1,dst=172.16.0.2,proto=%d,tos=0,ttl=64,frag=0x4000)";

    private final Map<Source, List<Bytes>> frames = new EnumMap<>(Source.class);

    /** What a frame must be for a kind of case. */
    private enum Source {
        PLAIN,
        IP,
        MPLS,
        NSH,
        VXLAN,
        GENEVE,
        GRE;

        private static List<Source> of(Bytes frame) {
            int type = frame.at(12) << 8 | frame.at(13);
            if (type == EtherType.MPLS_UNICAST) {
                return frame.size() > 18 && (frame.at(16) & 1) == 1 ? List.of(MPLS) : List.of();
            }
            if (type == EtherType.NSH) {
                return List.of(NSH);
            }
            Optional<PacketShape> shape = PacketShape.of(frame);
            if (shape.isEmpty() || shape.get().tagged()) {
                return List.of();
            }
            List<Source> sources = new ArrayList<>(List.of(PLAIN));
            CapturedFlow.of(frame).ifPresent(flow -> {
                sources.add(IP);
                if (flow.protocol() == IpProto.UDP && flow.destination().endsWith("12b5")) {
                    sources.add(VXLAN);
                } else if (flow.protocol() == IpProto.UDP && flow.destination().endsWith("17c1")) {
                    sources.add(GENEVE);
                } else if (flow.protocol() == GRE_PROTOCOL) {
                    sources.add(GRE);
                }
            });
            return sources;
        }
    }

    HeaderCases(Captures captures) throws IOException {
        for (String name : captures.names()) {
            for (Bytes frame : captures.frames(name)) {
                for (Source source : Source.of(frame)) {
                    frames.computeIfAbsent(source, s -> new ArrayList<>()).add(frame);
                }
            }
        }
    }

    /** A case; nothing where no capture has a frame for it. */
    Optional<DatapathCase> make(String name, RandomGenerator random) {
        return switch (random.nextInt(15)) {
            case 0 -> pushMpls(name, random, "");
            case 1 -> pushMpls(name, random, "pop");
            case 2 -> popMpls(name, random);
            case 14 -> {
                String actions = "add_mpls(label=%d,tc=%d,ttl=%d,bos=1,eth_type=0x8847),%s,2"
                        .formatted(random.nextInt(16, 1 << 20), random.nextInt(8), random.nextInt(1, 256), ETHERNET);
                yield one(name, random, Source.PLAIN, Set.of(Reference.KERNEL), actions, "");
            }
            case 3, 4 -> pushNsh(name, random);
            case 5 -> {
                String actions = nsh(random, 3) + "," + ETHERNET + ",2,pop_eth,pop_nsh(),3";
                yield one(name, random, Source.PLAIN, Set.of(Reference.KERNEL), actions, "");
            }
            case 6 -> one(name, random, Source.NSH, Set.of(Reference.KERNEL), "pop_eth,pop_nsh(),2", "");
            case 7 -> one(name, random, Source.IP, Set.of(Reference.KERNEL), "pop_eth," + ETHERNET + ",2", "");
            case 8 -> hashed(name, random);
            case 9 -> one(name, random, Source.IP, Set.of(Reference.KERNEL), "dec_ttl(le_1(userspace(pid=1))),2", "");
            case 10, 11 -> one(name, random, Source.PLAIN, Set.of(Reference.OVS), tunnelPush(random), "");
            case 12 -> popTunnel(name, random, Source.VXLAN, 4789);
            default ->
                random.nextBoolean()
                        ? popTunnel(name, random, Source.GENEVE, 6081)
                        : popTunnel(name, random, Source.GRE, 6);
        };
    }

    private Optional<DatapathCase> pushMpls(String name, RandomGenerator random, String then) {
        int label = random.nextInt(16, 1 << 20);
        int tc = random.nextInt(8);
        int ttl = random.nextInt(2, 256);
        String actions = "push_mpls(label=%d,tc=%d,ttl=%d,bos=1,eth_type=0x8847),2".formatted(label, tc, ttl);
        String openflow = "push_mpls:0x8847,set_field:%d->mpls_label,set_field:%d->mpls_tc,set_mpls_ttl(%d),output:2"
                .formatted(label, tc, ttl);
        return then.isEmpty()
                ? one(name, random, Source.PLAIN, BOTH, actions, openflow)
                : one(
                        name,
                        random,
                        Source.IP,
                        BOTH,
                        actions + ",pop_mpls(eth_type=$type),3",
                        openflow + ",pop_mpls:$type,output:3");
    }

    private Optional<DatapathCase> popMpls(String name, RandomGenerator random) {
        return one(name, random, Source.MPLS, BOTH, "pop_mpls(eth_type=0x0800),2", "pop_mpls:0x0800,output:2");
    }

    private Optional<DatapathCase> pushNsh(String name, RandomGenerator random) {
        int path = random.nextInt(1 << 24);
        String actions = "push_nsh(flags=0,ttl=63,mdtype=1,np=3,spi=0x%x,si=255,c1=0x0,c2=0x0,c3=0x0,c4=0x0),%s,2"
                .formatted(path, ETHERNET);
        String openflow =
                "encap(nsh(md_type=1)),set_field:0x%x->nsh_spi,%s,output:2".formatted(path, OPENFLOW_ETHERNET);
        return one(name, random, Source.PLAIN, BOTH, actions, openflow);
    }

    private static String nsh(RandomGenerator random, int next) {
        return "push_nsh(flags=0,ttl=%d,mdtype=1,np=%d,spi=0x%x,si=%d,c1=0x1,c2=0x2,c3=0x3,c4=0x4)"
                .formatted(random.nextInt(1, 64), next, random.nextInt(1 << 24), random.nextInt(1, 256));
    }

    /** The hash is not compared, for it is each datapath's own: only what is looked up behind it. */
    private Optional<DatapathCase> hashed(String name, RandomGenerator random) {
        return one(name, random, Source.PLAIN, Set.of(Reference.KERNEL), "hash(l4(0)),recirc(1)", "")
                .map(made -> {
                    List<CaseFlow> flows = new ArrayList<>(made.flows());
                    String key = flows.getFirst().key().replace("recirc_id(0)", "recirc_id(1)");
                    flows.add(new CaseFlow(key, "2"));
                    return new DatapathCase(made.name(), made.references(), made.meters(), flows, "", made.packets());
                });
    }

    private static String tunnelPush(RandomGenerator random) {
        int id = random.nextInt(1, 1 << 24);
        return switch (random.nextInt(3)) {
            case 0 ->
                "tnl_push(tnl_port(4789),header(size=50,type=4,%s,udp(src=0,dst=4789,csum=0x0),vxlan(flags=0x8000000,vni=0x%x)),out_port(2)),2"
                        .formatted(OUTER.formatted(IpProto.UDP), id);
            case 1 ->
                "tnl_push(tnl_port(6081),header(size=50,type=5,%s,udp(src=0,dst=6081,csum=0xffff),geneve(vni=0x%x)),out_port(2)),3"
                        .formatted(OUTER.formatted(IpProto.UDP), id);
            default ->
                "tnl_push(tnl_port(6),header(size=38,type=3,%s,gre((flags=0x0,proto=0x6558))),out_port(2)),2"
                        .formatted(OUTER.formatted(GRE_PROTOCOL));
        };
    }

    private Optional<DatapathCase> popTunnel(String name, RandomGenerator random, Source source, int port) {
        return one(name, random, source, Set.of(Reference.OVS), "tnl_pop(" + port + ")", "");
    }

    /** A case of one flow and one packet; {@code $type} stands for the packet's Ethernet type. */
    private Optional<DatapathCase> one(
            String name,
            RandomGenerator random,
            Source source,
            Set<Reference> references,
            String actions,
            String openflow) {
        List<Bytes> some = frames.getOrDefault(source, List.of());
        if (some.isEmpty()) {
            return Optional.empty();
        }
        Bytes frame = some.get(random.nextInt(some.size()));
        String match =
                switch (source) {
                    case MPLS -> "eth(),eth_type(0x8847),mpls(bos=1)";
                    case NSH -> "eth(),eth_type(0x894f),nsh(mdtype=%d,np=%d)".formatted(frame.at(16), frame.at(17));
                    case PLAIN, IP, VXLAN, GENEVE, GRE ->
                        PacketShape.of(frame).orElseThrow().match();
                };
        String type = "0x%02x%02x".formatted(frame.at(12), frame.at(13));
        return Optional.of(new DatapathCase(
                name,
                references,
                List.of(),
                List.of(new CaseFlow("recirc_id(0),in_port(1)," + match, actions.replace("$type", type))),
                openflow.replace("$type", type),
                List.of(new CasePacket(1, frame))));
    }
}
