package io.tandem.conformance.nic;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random lists of actions of the kinds that the simulated NIC carries out, for flows of one key and mask, in ODP text.
 * Some lists are in an order or on headers that it refuses. For one flow.
 */
final class RandomRewrites {
    private static final int PORTS = 4;
    private static final int MOST = 6;

    /** Of a hundred packets, that a sample action takes. */
    private static final int[] SHARES = {0, 3, 30, 50, 90, 100};

    private final SplittableRandom random;
    private final int type;
    private final int protocol;
    private int tags;
    private int labels;
    private boolean labelled;
    private boolean tagged;
    private int outputs;

    RandomRewrites(FlowKey key, FlowMask mask, SplittableRandom random) {
        this.random = random;
        this.type = (int) key.get(FlowField.ETH_TYPE);
        boolean ipv4 = type == EtherType.IPV4 && mask.isExact(FlowField.IPV4_PROTO);
        boolean ipv6 = type == EtherType.IPV6 && mask.isExact(FlowField.IPV6_PROTO);
        this.protocol = ipv4 ? (int) key.get(FlowField.IPV4_PROTO) : ipv6 ? (int) key.get(FlowField.IPV6_PROTO) : -1;
        this.tags = key.isZero(FlowField.VLAN_CFI) ? 0 : key.isZero(FlowField.CVLAN_CFI) ? 1 : 2;
        this.labels = EtherType.isMpls(type) ? 1 : 0;
    }

    String list() {
        if (random.nextInt(16) == 0) {
            return "drop";
        }
        List<String> actions = new ArrayList<>();
        int count = random.nextInt(MOST);
        for (int i = 0; i < count; i++) {
            actions.add(action());
        }
        if (!labelled && !tagged && random.nextInt(5) == 0) {
            actions.add(tunnel());
        }
        if (outputs < 4 && random.nextInt(16) != 0) {
            actions.add(port());
        }
        return actions.isEmpty() ? "drop" : String.join(",", actions);
    }

    private String action() {
        return switch (random.nextInt(12)) {
            case 0, 1 -> outputs < 4 ? port() : ethernet();
            case 2 -> ethernet();
            case 3, 4, 5 -> labelled ? ethernet() : network();
            case 6, 7 -> labelled || protocol < 0 ? ethernet() : transport();
            case 8 -> tag();
            case 9 -> label();
            case 10 -> labelled ? tag() : "dec_ttl(le_1(drop))";
            default -> nested();
        };
    }

    private String nested() {
        int tagsBefore = tags;
        int labelsBefore = labels;
        boolean labelledBefore = labelled;
        boolean taggedBefore = tagged;
        String change = action();
        boolean leaves = outputs < 4;
        String inside = change + "," + (leaves ? port() : ethernet());
        // the NIC draws no number for a sample that nothing leaves in
        String text = !leaves || random.nextBoolean()
                ? "clone(" + inside + ")"
                : "sample(sample=%d%%,actions(%s))".formatted(SHARES[random.nextInt(SHARES.length)], inside);
        tags = tagsBefore;
        labels = labelsBefore;
        labelled = labelledBefore;
        tagged = taggedBefore;
        return text;
    }

    private String port() {
        outputs++;
        return Integer.toString(1 + random.nextInt(PORTS));
    }

    private String ethernet() {
        return switch (random.nextInt(4)) {
            case 0 -> "set(eth(src=%s))".formatted(mac());
            case 1 -> "set(eth(dst=%s))".formatted(mac());
            case 2 -> "set(eth(src=%s/ff:ff:ff:00:00:0f))".formatted(mac());
            default -> "set(eth(src=%s,dst=%s))".formatted(mac(), mac());
        };
    }

    private String mac() {
        return "02:%02x:%02x:00:00:%02x".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256) & 0xf);
    }

    private String tag() {
        if (tags > 0 && random.nextBoolean()) {
            tags--;
            return "pop_vlan";
        }
        tags++;
        tagged = true;
        String tpid = random.nextBoolean() ? "tpid=0x88a8," : "";
        return "push_vlan(%svid=%d,pcp=%d)".formatted(tpid, random.nextInt(4096), random.nextInt(8));
    }

    private String label() {
        if (labels > 0 && random.nextInt(3) == 0) {
            return "set(mpls(label=%d,tc=%d,ttl=%d,bos=%d))"
                    .formatted(random.nextInt(1 << 20), random.nextInt(8), random.nextInt(256), random.nextInt(2));
        }
        labelled = true;
        if (labels > 0 && random.nextBoolean()) {
            labels--;
            return "pop_mpls(eth_type=0x%x)".formatted(random.nextBoolean() ? EtherType.IPV4 : EtherType.MPLS_UNICAST);
        }
        labels++;
        return "push_mpls(label=%d,tc=%d,ttl=%d,bos=%d,eth_type=0x%x)"
                .formatted(
                        random.nextInt(1 << 20),
                        random.nextInt(8),
                        random.nextInt(256),
                        random.nextInt(2),
                        random.nextBoolean() ? EtherType.MPLS_UNICAST : EtherType.MPLS_MULTICAST);
    }

    private String tunnel() {
        boolean ipv6 = random.nextInt(4) == 0;
        boolean gre = random.nextInt(3) == 0;
        boolean vxlan = random.nextBoolean();
        boolean keyed = random.nextBoolean();
        int options = gre || vxlan || random.nextBoolean() ? 0 : 8;
        int protocol = gre ? 47 : 17;
        String ip = ipv6
                ? "ipv6(src=%s,dst=%s,label=0,proto=%d,tclass=0x0,hlimit=64)".formatted(ipv6(), ipv6(), protocol)
                : "ipv4(src=%s,dst=%s,proto=%d,tos=0x%x,ttl=64,frag=0x4000)"
                        .formatted(ipv4(), ipv4(), protocol, random.nextInt(256));
        String tunnel = gre
                ? "gre((flags=0x%s,proto=0x6558)%s)"
                        .formatted(keyed ? "2000" : "0", keyed ? ",key=0x%x".formatted(random.nextInt(1 << 24)) : "")
                : "udp(src=0,dst=%d,csum=0x0),".formatted(vxlan ? 4789 : 6081)
                        + (vxlan
                                ? "vxlan(flags=0x8000000,vni=0x%x)".formatted(random.nextInt(1 << 24))
                                : "geneve(vni=0x%x%s)"
                                        .formatted(
                                                random.nextInt(1 << 24),
                                                options == 0 ? "" : ",options({class=0xffff,type=0x80,len=4,0xa})"));
        int header = gre ? (keyed ? 8 : 4) : 16 + options;
        int kind = gre ? (ipv6 ? 109 : 3) : vxlan ? 4 : 5;
        return "tnl_push(tnl_port(1),header(size=%d,type=%d,eth(dst=%s,src=%s,dl_type=0x%x),%s,%s),out_port(1))"
                .formatted(
                        (ipv6 ? 54 : 34) + header,
                        kind,
                        mac(),
                        mac(),
                        ipv6 ? EtherType.IPV6 : EtherType.IPV4,
                        ip,
                        tunnel);
    }

    private String network() {
        return switch (type) {
            case EtherType.IPV4 ->
                switch (random.nextInt(5)) {
                    case 0 -> "set(ipv4(ttl=%d))".formatted(random.nextInt(256));
                    case 1 -> "set(ipv4(tos=0x%x/0xfc))".formatted(random.nextInt(256) & 0xfc);
                    case 2 -> "set(ipv4(src=%s))".formatted(ipv4());
                    case 3 -> "set(ipv4(src=%s/255.255.0.0,dst=%s))".formatted(ipv4(), ipv4());
                    default -> "set(ipv4(dst=%s,ttl=%d))".formatted(ipv4(), random.nextInt(256));
                };
            case EtherType.IPV6 ->
                switch (random.nextInt(5)) {
                    case 0 -> "set(ipv6(hlimit=%d))".formatted(random.nextInt(256));
                    case 1 -> "set(ipv6(tclass=0x%x/0xfc))".formatted(random.nextInt(256) & 0xfc);
                    case 2 -> "set(ipv6(label=0x%x))".formatted(random.nextInt(1 << 20));
                    case 3 -> "set(ipv6(src=%s))".formatted(ipv6());
                    default ->
                        "set(ipv6(src=%s,dst=%s/ffff:ffff::,tclass=0x%x))"
                                .formatted(ipv6(), ipv6(), random.nextInt(256));
                };
            case EtherType.ARP, EtherType.RARP ->
                random.nextBoolean()
                        ? "set(arp(sip=%s,op=%d))".formatted(ipv4(), random.nextInt(1, 3))
                        : "set(arp(tip=%s/255.255.255.0,sha=%s,tha=%s))".formatted(ipv4(), mac(), mac());
            default -> ethernet();
        };
    }

    private String transport() {
        int value = random.nextInt(1 << 16);
        String name = protocol == IpProto.TCP ? "tcp" : protocol == IpProto.UDP ? "udp" : "";
        if (!name.isEmpty()) {
            return switch (random.nextInt(3)) {
                case 0 -> "set(%s(src=%d))".formatted(name, value);
                case 1 -> "set(%s(dst=%d/0xff0))".formatted(name, value & 0xff0);
                default -> "set(%s(src=%d,dst=%d))".formatted(name, value, random.nextInt(1 << 16));
            };
        }
        if (protocol == IpProto.ICMP || protocol == IpProto.ICMPV6) {
            return "set(%s(type=%d,code=%d))"
                    .formatted(protocol == IpProto.ICMP ? "icmp" : "icmpv6", value & 0xff, value >>> 8);
        }
        return ethernet();
    }

    private String ipv4() {
        return "%d.%d.%d.%d"
                .formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private String ipv6() {
        return "2001:db8::%x:%x".formatted(random.nextInt(1 << 16), random.nextInt(1 << 16));
    }
}
