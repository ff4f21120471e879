package io.tandem.flow;

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
        return switch (this) {
            case NONE -> true;
            case VLAN -> key.get(FlowField.VLAN_CFI) != 0;
            case CVLAN -> key.get(FlowField.CVLAN_CFI) != 0;
            case IPV4 -> etherType(key) == EtherType.IPV4;
            case IPV6 -> etherType(key) == EtherType.IPV6;
            case ARP -> etherType(key) == EtherType.ARP || etherType(key) == EtherType.RARP;
            case MPLS -> EtherType.isMpls(etherType(key));
            case NSH -> etherType(key) == EtherType.NSH;
            case TCP -> transport(key, IpProto.TCP);
            case UDP -> transport(key, IpProto.UDP);
            case SCTP -> transport(key, IpProto.SCTP);
            case ICMP -> IPV4.holds(key) && transport(key, IpProto.ICMP);
            case ICMPV6 -> IPV6.holds(key) && transport(key, IpProto.ICMPV6);
            case ND -> ICMPV6.holds(key) && isNeighbourDiscovery(key);
            case TUNNEL -> key.get(FlowField.TUNNEL_FAMILY) != 0;
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

    private static boolean isNeighbourDiscovery(FlowKey key) {
        long type = key.get(FlowField.ICMPV6_TYPE);
        return type == NEIGHBOUR_SOLICITATION || type == NEIGHBOUR_ADVERTISEMENT;
    }

    private static int etherType(FlowKey key) {
        return (int) key.get(FlowField.ETH_TYPE);
    }

    private static boolean transport(FlowKey key, int protocol) {
        int type = etherType(key);
        return (type == EtherType.IPV4 || type == EtherType.IPV6)
                && key.get(FlowField.IPV4_PROTO) == protocol
                && (key.get(FlowField.IPV4_FRAG) & Fragment.LATER_BIT) == 0;
    }
}
