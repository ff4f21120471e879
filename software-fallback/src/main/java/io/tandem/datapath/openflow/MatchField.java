package io.tandem.datapath.openflow;

import static io.tandem.datapath.openflow.KeyPart.*;
import static io.tandem.datapath.openflow.ValueFormat.*;

import io.tandem.flow.FlowField;

/**
 * The table of OpenFlow match text, in the order in which Open vSwitch prints it: name, field of the key, how its value
 * is written, and the part of a key that it belongs to. A row without a name is a word by itself.
 *
 * <p>Source: Open vSwitch lib/match.c, match_format and format_flow_tunnel; lib/flow.c, flow_format.
 */
enum MatchField {
    PKT_MARK("pkt_mark", FlowField.SKB_MARK, HEX, CARRIED),
    RECIRC_ID("recirc_id", FlowField.RECIRC_ID, HEX, CARRIED),
    DP_HASH("dp_hash", FlowField.DP_HASH, HEX, CARRIED),
    SKB_PRIORITY("skb_priority", FlowField.SKB_PRIORITY, HEX, CARRIED),
    CT_STATE("ct_state", FlowField.CT_STATE, FLAGS, CARRIED),
    CT_ZONE("ct_zone", FlowField.CT_ZONE, DECIMAL, CARRIED),
    CT_MARK("ct_mark", FlowField.CT_MARK, HEX, CARRIED),
    CT_LABEL("ct_label", FlowField.CT_LABEL, HEX128, CARRIED),
    CT_NW_SRC("ct_nw_src", FlowField.CT_IPV4_SRC, IPV4_ADDRESS, TUPLE_IPV4),
    CT_IPV6_SRC("ct_ipv6_src", FlowField.CT_IPV6_SRC, IPV6_ADDRESS, TUPLE_IPV6),
    CT_NW_DST("ct_nw_dst", FlowField.CT_IPV4_DST, IPV4_ADDRESS, TUPLE_IPV4),
    CT_IPV6_DST("ct_ipv6_dst", FlowField.CT_IPV6_DST, IPV6_ADDRESS, TUPLE_IPV6),
    CT_NW_PROTO("ct_nw_proto", FlowField.CT_IPV4_PROTO, DECIMAL, TUPLE),
    CT_TP_SRC("ct_tp_src", FlowField.CT_IPV4_TP_SRC, DECIMAL, TUPLE),
    CT_TP_DST("ct_tp_dst", FlowField.CT_IPV4_TP_DST, DECIMAL, TUPLE),
    PACKET_TYPE("packet_type", FlowField.PACKET_TYPE_NS, PACKET_TYPE_PAIR, NOT_ETHERNET),
    ETH("", FlowField.PACKET_TYPE_NS, ETHERNET_WORD, RECIRCULATED_ETHERNET),
    PROTOCOL("", FlowField.ETH_TYPE, PROTOCOL_WORD, NAMED_TYPE),

    TUN_ID("tun_id", FlowField.TUNNEL_ID, HEX, TUNNEL_KEY),
    TUN_SRC("tun_src", FlowField.TUNNEL_IPV4_SRC, IPV4_ADDRESS, TUNNEL),
    TUN_DST("tun_dst", FlowField.TUNNEL_IPV4_DST, IPV4_ADDRESS, TUNNEL),
    TUN_IPV6_SRC("tun_ipv6_src", FlowField.TUNNEL_IPV6_SRC, IPV6_ADDRESS, TUNNEL),
    TUN_IPV6_DST("tun_ipv6_dst", FlowField.TUNNEL_IPV6_DST, IPV6_ADDRESS, TUNNEL),
    TUN_GBP_ID("tun_gbp_id", FlowField.TUNNEL_GBP_ID, DECIMAL, NO_ERSPAN),
    TUN_GBP_ID_NONE("tun_gbp_id", FlowField.TUNNEL_GBP_ID, ZERO, ERSPAN),
    TUN_GBP_FLAGS("tun_gbp_flags", FlowField.TUNNEL_GBP_FLAGS, HEX, NO_ERSPAN),
    TUN_GBP_FLAGS_NONE("tun_gbp_flags", FlowField.TUNNEL_GBP_FLAGS, ZERO, ERSPAN),
    TUN_TOS("tun_tos", FlowField.TUNNEL_TOS, BARE_HEX, TUNNEL),
    TUN_TTL("tun_ttl", FlowField.TUNNEL_TTL, DECIMAL, TUNNEL),
    TUN_ERSPAN_VER("tun_erspan_ver", FlowField.TUNNEL_ERSPAN_VERSION, DECIMAL, TUNNEL),
    TUN_ERSPAN_IDX("tun_erspan_idx", FlowField.TUNNEL_ERSPAN_INDEX, HEX, ERSPAN_1),
    TUN_ERSPAN_DIR("tun_erspan_dir", FlowField.TUNNEL_ERSPAN_DIRECTION, DECIMAL, ERSPAN_2),
    TUN_ERSPAN_HWID("tun_erspan_hwid", FlowField.TUNNEL_ERSPAN_HARDWARE_ID, HEX, ERSPAN_2),
    GTPU_FLAGS("gtpu_flags", FlowField.TUNNEL_GTPU_FLAGS, HEX, NO_ERSPAN),
    GTPU_FLAGS_NONE("gtpu_flags", FlowField.TUNNEL_GTPU_FLAGS, ZERO, ERSPAN),
    GTPU_MSGTYPE("gtpu_msgtype", FlowField.TUNNEL_GTPU_MSGTYPE, DECIMAL, NO_ERSPAN),
    GTPU_MSGTYPE_NONE("gtpu_msgtype", FlowField.TUNNEL_GTPU_MSGTYPE, ZERO, ERSPAN),
    TUN_FLAGS("tun_flags", FlowField.TUNNEL_FLAGS, FLAGS, TUNNEL),

    IN_PORT("in_port", FlowField.IN_PORT, PORT, CARRIED),
    VLAN_TCI("vlan_tci", FlowField.VLAN_VID, HEX4, UNTAGGED),
    DL_VLAN("dl_vlan", FlowField.VLAN_VID, DECIMAL, TAGGED),
    DL_VLAN_PCP("dl_vlan_pcp", FlowField.VLAN_PCP, DECIMAL, TAGGED),
    VLAN_TCI1("vlan_tci1", FlowField.CVLAN_VID, HEX4, TAGGED_ONCE),
    DL_VLAN1("dl_vlan1", FlowField.CVLAN_VID, DECIMAL, TAGGED_TWICE),
    DL_VLAN_PCP1("dl_vlan_pcp1", FlowField.CVLAN_PCP, DECIMAL, TAGGED_TWICE),
    DL_SRC("dl_src", FlowField.ETH_SRC, MAC, ETHERNET),
    DL_DST("dl_dst", FlowField.ETH_DST, MAC, ETHERNET),
    DL_TYPE("dl_type", FlowField.ETH_TYPE, HEX4, OTHER_TYPE),

    IPV6_SRC("ipv6_src", FlowField.IPV6_SRC, IPV6_ADDRESS, IPV6),
    IPV6_DST("ipv6_dst", FlowField.IPV6_DST, IPV6_ADDRESS, IPV6),
    IPV6_LABEL("ipv6_label", FlowField.IPV6_LABEL, HEX5, IPV6),
    ARP_SPA("arp_spa", FlowField.ARP_SIP, IPV4_ADDRESS, ARP),
    ARP_TPA("arp_tpa", FlowField.ARP_TIP, IPV4_ADDRESS, ARP),
    NSH_FLAGS("nsh_flags", FlowField.NSH_FLAGS, DECIMAL, NSH),
    NSH_TTL("nsh_ttl", FlowField.NSH_TTL, DECIMAL, NSH),
    NSH_MDTYPE("nsh_mdtype", FlowField.NSH_MDTYPE, DECIMAL, NSH),
    NSH_NP("nsh_np", FlowField.NSH_NP, DECIMAL, NSH),
    NSH_SPI("nsh_spi", FlowField.NSH_SPI, PREFIXED_HEX, NSH),
    NSH_SI("nsh_si", FlowField.NSH_SI, DECIMAL, NSH),
    NSH_C1("nsh_c1", FlowField.NSH_C1, PREFIXED_HEX, NSH_CONTEXT),
    NSH_C2("nsh_c2", FlowField.NSH_C2, PREFIXED_HEX, NSH_CONTEXT),
    NSH_C3("nsh_c3", FlowField.NSH_C3, PREFIXED_HEX, NSH_CONTEXT),
    NSH_C4("nsh_c4", FlowField.NSH_C4, PREFIXED_HEX, NSH_CONTEXT),
    NW_SRC("nw_src", FlowField.IPV4_SRC, IPV4_ADDRESS, IPV4),
    NW_DST("nw_dst", FlowField.IPV4_DST, IPV4_ADDRESS, IPV4),
    NW_PROTO("nw_proto", FlowField.IPV4_PROTO, DECIMAL, UNNAMED_PROTOCOL),
    ARP_OP("arp_op", FlowField.ARP_OP, DECIMAL, ARP),
    ARP_SHA("arp_sha", FlowField.ARP_SHA, MAC, ARP),
    ARP_THA("arp_tha", FlowField.ARP_THA, MAC, ARP),
    NW_TOS("nw_tos", FlowField.IPV4_TOS, DSCP, NETWORK),
    NW_ECN("nw_ecn", FlowField.IPV4_TOS, ECN, NETWORK),
    NW_TTL("nw_ttl", FlowField.IPV4_TTL, DECIMAL, NETWORK),
    MPLS_LABEL("mpls_label", FlowField.MPLS_LABEL, DECIMAL, MPLS),
    MPLS_TC("mpls_tc", FlowField.MPLS_TC, DECIMAL, MPLS),
    MPLS_TTL("mpls_ttl", FlowField.MPLS_TTL, DECIMAL, MPLS),
    MPLS_BOS("mpls_bos", FlowField.MPLS_BOS, DECIMAL, MPLS),
    MPLS_LSE1("mpls_lse1", FlowField.MPLS_TTL1, MPLS_ENTRY, MPLS_SECOND),
    MPLS_LSE2("mpls_lse2", FlowField.MPLS_TTL2, MPLS_ENTRY, MPLS_THIRD),
    NW_FRAG("nw_frag", FlowField.IPV4_FRAG, FRAGMENT, NETWORK),
    ICMP_TYPE("icmp_type", FlowField.ICMP_TYPE, DECIMAL, ICMP),
    ICMP_CODE("icmp_code", FlowField.ICMP_CODE, DECIMAL, ICMP),
    ND_TARGET("nd_target", FlowField.ND_TARGET, IPV6_ADDRESS, ND),
    ND_SLL("nd_sll", FlowField.ND_SLL, MAC, ND),
    ND_TLL("nd_tll", FlowField.ND_TLL, MAC, ND),
    TP_SRC("tp_src", FlowField.TCP_SRC, DECIMAL, PORTS),
    TP_DST("tp_dst", FlowField.TCP_DST, DECIMAL, PORTS),
    TCP_FLAGS("tcp_flags", FlowField.TCP_FLAGS, FLAGS, TCP);

    final String text;
    final FlowField field;
    final ValueFormat format;
    final KeyPart part;

    MatchField(String text, FlowField field, ValueFormat format, KeyPart part) {
        this.text = text;
        this.field = field;
        this.format = format;
        this.part = part;
    }
}
