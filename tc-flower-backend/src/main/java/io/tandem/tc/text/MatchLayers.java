package io.tandem.tc.text;

import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;

/**
 * Which headers the words so far say that packets have, and so which words may come next: tc reads some only behind
 * others. Source: iproute2, tc/f_flower.c, flower_parse_opt.
 */
final class MatchLayers {
    private static final int NOT_SAID = -1;

    private final int filterProtocol;
    private int type;
    private int vlanType;
    private int vlans;
    private int ipProtocol = NOT_SAID;

    /** The headers of packets of which only the filter's protocol is known. */
    MatchLayers(int filterProtocol) {
        this.filterProtocol = filterProtocol;
        type = filterProtocol;
    }

    /** True where tc takes that field's word here. */
    boolean allow(FlowerKey key) {
        return switch (key) {
            case VLAN_ID, VLAN_PRIO -> EtherType.isVlan(filterProtocol) || vlans > 0;
            case VLAN_ETH_TYPE -> EtherType.isVlan(type) || vlans > 0;
            case CVLAN_ID, CVLAN_PRIO, CVLAN_ETH_TYPE -> EtherType.isVlan(vlanType) || vlans > 1;
            case MPLS_LABEL, MPLS_TC, MPLS_BOS, MPLS_TTL -> EtherType.isMpls(type);
            case IP_PROTO -> type == EtherType.IPV4 || type == EtherType.IPV6;
            case IPV4_SRC, IPV4_DST -> type == EtherType.IPV4;
            case IPV6_SRC, IPV6_DST -> type == EtherType.IPV6;
            case ARP_SIP, ARP_TIP, ARP_OP -> type == EtherType.ARP || type == EtherType.RARP;
            case TCP_SRC, TCP_DST -> ipProtocol == IpProto.TCP;
            case UDP_SRC, UDP_DST -> ipProtocol == IpProto.UDP;
            case SCTP_SRC, SCTP_DST -> ipProtocol == IpProto.SCTP;
            case ICMPV4_TYPE, ICMPV4_CODE -> type == EtherType.IPV4 && ipProtocol == IpProto.ICMP;
            case ICMPV6_TYPE, ICMPV6_CODE -> type == EtherType.IPV6 && ipProtocol == IpProto.ICMPV6;
            default -> true;
        };
    }

    /** True where ports can be given as a range. */
    boolean allowPortRange() {
        return allow(FlowerKey.TCP_SRC) || allow(FlowerKey.UDP_SRC) || allow(FlowerKey.SCTP_SRC);
    }

    /** What must stand before that field's word. */
    static String before(FlowerKey key) {
        return switch (key) {
            case VLAN_ID, VLAN_PRIO, VLAN_ETH_TYPE -> "protocol 802.1q or 802.1ad, or num_of_vlans";
            case CVLAN_ID, CVLAN_PRIO, CVLAN_ETH_TYPE -> "vlan_ethtype 802.1q or 802.1ad, or num_of_vlans above 1";
            case MPLS_LABEL, MPLS_TC, MPLS_BOS, MPLS_TTL -> "protocol mpls_uc or mpls_mc";
            case ARP_SIP, ARP_TIP, ARP_OP -> "protocol arp or rarp";
            case TCP_SRC, TCP_DST, UDP_SRC, UDP_DST, SCTP_SRC, SCTP_DST -> "ip_proto tcp, udp or sctp";
            case ICMPV4_TYPE, ICMPV4_CODE, ICMPV6_TYPE, ICMPV6_CODE ->
                "protocol ip and ip_proto icmp, or protocol ipv6 and ip_proto icmpv6";
            default -> "protocol ip or ipv6";
        };
    }

    /** Takes note of a word. */
    void seen(FlowerKey key, FlowerValue value) {
        switch (key) {
            case NUM_OF_VLANS -> vlans = (int) value.number();
            case VLAN_ETH_TYPE -> {
                vlanType = (int) value.number();
                type = vlanType;
            }
            case CVLAN_ETH_TYPE -> type = (int) value.number();
            case IP_PROTO -> ipProtocol = (int) value.number();
            default -> {}
        }
    }

    /** True where the words say which EtherType is behind the tags. */
    boolean hasEtherType() {
        return type != FilterId.ALL && !EtherType.isVlan(type);
    }

    /** The EtherType behind the tags, where the words say it. */
    int etherType() {
        return type;
    }
}
