package io.tandem.flow;

import java.util.function.ToLongFunction;

/**
 * What must be known of a packet before a field means anything.
 *
 * <p>Fields whose prerequisites exclude each other share bits of the packed key, as they do in the kernel's sw_flow_key
 * and in Open vSwitch's struct flow; the prerequisite tells which of them the bits stand for.
 */
public enum Prerequisite {
    NONE,
    VLAN,
    CVLAN,
    IPV4,
    IPV6,
    ARP,
    MPLS,
    NSH,
    TCP,
    UDP,
    SCTP,
    ICMP,
    ICMPV6,
    ND,
    TUNNEL;

    /** ICMPv6 types of neighbour discovery. Source: RFC 4861 section 4. */
    private static final int NEIGHBOUR_SOLICITATION = 135;

    private static final int NEIGHBOUR_ADVERTISEMENT = 136;

    /** True where the key's own values satisfy this prerequisite. */
    public boolean holds(FlowKey key) {
        return holds(key::get);
    }

    /** True where the values that this answers for the fields satisfy this prerequisite. */
    public boolean holds(ToLongFunction<FlowField> values) {
        return switch (this) {
            case NONE -> true;
            case VLAN -> values.applyAsLong(FlowField.VLAN_CFI) != 0;
            case CVLAN -> values.applyAsLong(FlowField.CVLAN_CFI) != 0;
            case IPV4 -> etherType(values) == EtherType.IPV4;
            case IPV6 -> etherType(values) == EtherType.IPV6;
            case ARP -> etherType(values) == EtherType.ARP || etherType(values) == EtherType.RARP;
            case MPLS -> EtherType.isMpls(etherType(values));
            case NSH -> etherType(values) == EtherType.NSH;
            case TCP -> transport(values, IpProto.TCP);
            case UDP -> transport(values, IpProto.UDP);
            case SCTP -> transport(values, IpProto.SCTP);
            case ICMP -> etherType(values) == EtherType.IPV4 && transport(values, IpProto.ICMP);
            case ICMPV6 -> etherType(values) == EtherType.IPV6 && transport(values, IpProto.ICMPV6);
            case ND -> ICMPV6.holds(values) && isNeighbourDiscovery(values);
            case TUNNEL -> values.applyAsLong(FlowField.TUNNEL_FAMILY) != 0;
        };
    }

    /** True where the mask pins down every bit that this prerequisite looks at. */
    public boolean pinned(FlowMask mask) {
        return switch (this) {
            case NONE -> true;
            case VLAN -> mask.isExact(FlowField.VLAN_CFI);
            case CVLAN -> mask.isExact(FlowField.CVLAN_CFI);
            case IPV4, IPV6, ARP, MPLS, NSH -> mask.isExact(FlowField.ETH_TYPE);
            case TCP, UDP, SCTP, ICMP, ICMPV6 -> mask.isExact(FlowField.ETH_TYPE) && mask.isExact(FlowField.IPV4_PROTO);
            case ND -> ICMPV6.pinned(mask) && mask.isExact(FlowField.ICMPV6_TYPE);
            case TUNNEL -> mask.isExact(FlowField.TUNNEL_FAMILY);
        };
    }

    /** What a person has to write so that the prerequisite holds. */
    public String sentence() {
        return switch (this) {
            case NONE -> "nothing";
            case VLAN -> "a VLAN tag: eth_type(0x8100),vlan(...)";
            case CVLAN -> "a second VLAN tag inside encap(...)";
            case IPV4 -> "eth_type(0x0800)";
            case IPV6 -> "eth_type(0x86dd)";
            case ARP -> "eth_type(0x0806)";
            case MPLS -> "eth_type(0x8847) or eth_type(0x8848)";
            case NSH -> "eth_type(0x894f)";
            case TCP -> "IP eth_type with proto=6 and not frag=later";
            case UDP -> "IP eth_type with proto=17 and not frag=later";
            case SCTP -> "IP eth_type with proto=132 and not frag=later";
            case ICMP -> "eth_type(0x0800) with proto=1 and not frag=later";
            case ICMPV6 -> "eth_type(0x86dd) with proto=58 and not frag=later";
            case ND -> "icmpv6(type=135) or icmpv6(type=136)";
            case TUNNEL -> "tunnel(...)";
        };
    }

    private static boolean isNeighbourDiscovery(ToLongFunction<FlowField> values) {
        long type = values.applyAsLong(FlowField.ICMPV6_TYPE);
        return type == NEIGHBOUR_SOLICITATION || type == NEIGHBOUR_ADVERTISEMENT;
    }

    private static int etherType(ToLongFunction<FlowField> values) {
        return (int) values.applyAsLong(FlowField.ETH_TYPE);
    }

    private static boolean transport(ToLongFunction<FlowField> values, int protocol) {
        int type = etherType(values);
        return (type == EtherType.IPV4 || type == EtherType.IPV6)
                && values.applyAsLong(FlowField.IPV4_PROTO) == protocol
                && (values.applyAsLong(FlowField.IPV4_FRAG) & Fragment.LATER_BIT) == 0;
    }
}
