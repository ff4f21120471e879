package io.tandem.rte.flow;

/**
 * The one table of what pattern items match: each field, where it lies in its item's struct, and testpmd's word and
 * notation for it. Text, native structs and checks are all driven by it.
 *
 * <p>Source: DPDK, lib/ethdev/rte_flow.h, struct rte_flow_item_*, and lib/net/rte_*.h for headers in them; words from
 * app/test-pmd/cmdline_flow.c. Names of members and offsets hold from 22.11 to 25.11.
 */
public enum RteField {
    // item, member of the struct, word of testpmd, notation
    PORT_ID_ID(RteItem.PORT_ID, Member.host("id", 0, 4), "id", Notation.DECIMAL),
    PORT_REPRESENTOR_PORT(RteItem.PORT_REPRESENTOR, Member.host("port_id", 0, 2), "port_id", Notation.DECIMAL),
    REPRESENTED_PORT_PORT(RteItem.REPRESENTED_PORT, Member.host("port_id", 0, 2), "ethdev_port_id", Notation.DECIMAL),
    MARK_ID(RteItem.MARK, Member.host("id", 0, 4), "id", Notation.DECIMAL),
    META_DATA(RteItem.META, Member.host("data", 0, 4), "data", Notation.HEX),
    TAG_DATA(RteItem.TAG, Member.host("data", 0, 4), "data", Notation.HEX),
    /** Which of the tags; always exact. */
    TAG_INDEX(RteItem.TAG, Member.host("index", 4, 1), "index", Notation.DECIMAL),
    /** Bits RTE_FLOW_CONNTRACK_PKT_STATE_*. testpmd has no word between the item and the value, and takes no mask. */
    CONNTRACK_FLAGS(RteItem.CONNTRACK, Member.host("flags", 0, 4), "", Notation.HEX),

    ETH_DST(RteItem.ETH, Member.network("hdr.dst_addr", 0, 6), "dst", Notation.MAC),
    ETH_SRC(RteItem.ETH, Member.network("hdr.src_addr", 6, 6), "src", Notation.MAC),
    ETH_TYPE(RteItem.ETH, Member.network("hdr.ether_type", 12, 2), "type", Notation.HEX),
    /** Bit fields of 32 bits begin in the two bytes that fill the header up. */
    ETH_HAS_VLAN(RteItem.ETH, Member.host("has_vlan", 14, 1).bits(0, 1), "has_vlan", Notation.DECIMAL),

    VLAN_PCP(RteItem.VLAN, Member.network("hdr.vlan_tci", 0, 2).bits(13, 3), "pcp", Notation.DECIMAL),
    VLAN_DEI(RteItem.VLAN, Member.network("hdr.vlan_tci", 0, 2).bits(12, 1), "dei", Notation.DECIMAL),
    VLAN_VID(RteItem.VLAN, Member.network("hdr.vlan_tci", 0, 2).bits(0, 12), "vid", Notation.DECIMAL),
    /** The three before as one; a pattern has it or some of them. */
    VLAN_TCI(RteItem.VLAN, Member.network("hdr.vlan_tci", 0, 2), "tci", Notation.HEX),
    VLAN_INNER_TYPE(RteItem.VLAN, Member.network("hdr.eth_proto", 2, 2), "inner_type", Notation.HEX),
    VLAN_HAS_MORE_VLAN(RteItem.VLAN, Member.host("has_more_vlan", 4, 4).bits(0, 1), "has_more_vlan", Notation.DECIMAL),

    IPV4_VERSION_IHL(RteItem.IPV4, Member.network("hdr.version_ihl", 0, 1), "version_ihl", Notation.HEX),
    IPV4_TOS(RteItem.IPV4, Member.network("hdr.type_of_service", 1, 1), "tos", Notation.HEX),
    IPV4_PACKET_ID(RteItem.IPV4, Member.network("hdr.packet_id", 4, 2), "packet_id", Notation.DECIMAL),
    /** Flags in the highest three bits, the offset in units of eight bytes in the others. */
    IPV4_FRAGMENT_OFFSET(RteItem.IPV4, Member.network("hdr.fragment_offset", 6, 2), "fragment_offset", Notation.HEX),
    IPV4_TTL(RteItem.IPV4, Member.network("hdr.time_to_live", 8, 1), "ttl", Notation.DECIMAL),
    IPV4_PROTO(RteItem.IPV4, Member.network("hdr.next_proto_id", 9, 1), "proto", Notation.DECIMAL),
    IPV4_SRC(RteItem.IPV4, Member.network("hdr.src_addr", 12, 4), "src", Notation.IPV4),
    IPV4_DST(RteItem.IPV4, Member.network("hdr.dst_addr", 16, 4), "dst", Notation.IPV4),

    IPV6_TC(RteItem.IPV6, Member.network("hdr.vtc_flow", 0, 4).bits(20, 8), "tc", Notation.HEX),
    IPV6_FLOW(RteItem.IPV6, Member.network("hdr.vtc_flow", 0, 4).bits(0, 20), "flow", Notation.HEX),
    IPV6_PROTO(RteItem.IPV6, Member.network("hdr.proto", 6, 1), "proto", Notation.DECIMAL),
    IPV6_HOP(RteItem.IPV6, Member.network("hdr.hop_limits", 7, 1), "hop", Notation.DECIMAL),
    IPV6_SRC(RteItem.IPV6, Member.network("hdr.src_addr", 8, 16), "src", Notation.IPV6),
    IPV6_DST(RteItem.IPV6, Member.network("hdr.dst_addr", 24, 16), "dst", Notation.IPV6),
    IPV6_HAS_FRAG_EXT(RteItem.IPV6, Member.host("has_frag_ext", 40, 4).bits(2, 1), "has_frag_ext", Notation.DECIMAL),
    IPV6_FRAG_NEXT_HEADER(RteItem.IPV6_FRAG_EXT, Member.network("hdr.next_header", 0, 1), "next_hdr", Notation.DECIMAL),
    /** The offset in units of eight bytes in the highest 13 bits, more fragments in the lowest. */
    IPV6_FRAG_DATA(RteItem.IPV6_FRAG_EXT, Member.network("hdr.frag_data", 2, 2), "frag_data", Notation.HEX),
    IPV6_FRAG_ID(RteItem.IPV6_FRAG_EXT, Member.network("hdr.id", 4, 4), "packet_id", Notation.HEX),

    /** testpmd has no word for it. */
    ARP_OP(RteItem.ARP_ETH_IPV4, Member.network("op", 6, 2), "", Notation.DECIMAL),
    /** The struct is aligned, so it is not the header as it is on the wire. */
    ARP_SHA(RteItem.ARP_ETH_IPV4, Member.network("sha", 8, 6), "sha", Notation.MAC),
    ARP_SPA(RteItem.ARP_ETH_IPV4, Member.network("spa", 16, 4), "spa", Notation.IPV4),
    ARP_THA(RteItem.ARP_ETH_IPV4, Member.network("tha", 20, 6), "tha", Notation.MAC),
    ARP_TPA(RteItem.ARP_ETH_IPV4, Member.network("tpa", 28, 4), "tpa", Notation.IPV4),

    TCP_SRC(RteItem.TCP, Member.network("hdr.src_port", 0, 2), "src", Notation.DECIMAL),
    TCP_DST(RteItem.TCP, Member.network("hdr.dst_port", 2, 2), "dst", Notation.DECIMAL),
    /** The header's length in words in the highest four bits, flags of 12 bits go on in the others; no word in testpmd. */
    TCP_DATA_OFF(RteItem.TCP, Member.network("hdr.data_off", 12, 1), "", Notation.HEX),
    /** The lowest eight flags. */
    TCP_FLAGS(RteItem.TCP, Member.network("hdr.tcp_flags", 13, 1), "flags", Notation.HEX),
    UDP_SRC(RteItem.UDP, Member.network("hdr.src_port", 0, 2), "src", Notation.DECIMAL),
    UDP_DST(RteItem.UDP, Member.network("hdr.dst_port", 2, 2), "dst", Notation.DECIMAL),
    SCTP_SRC(RteItem.SCTP, Member.network("hdr.src_port", 0, 2), "src", Notation.DECIMAL),
    SCTP_DST(RteItem.SCTP, Member.network("hdr.dst_port", 2, 2), "dst", Notation.DECIMAL),
    SCTP_TAG(RteItem.SCTP, Member.network("hdr.tag", 4, 4), "tag", Notation.HEX),

    ICMP_TYPE(RteItem.ICMP, Member.network("hdr.icmp_type", 0, 1), "type", Notation.DECIMAL),
    ICMP_CODE(RteItem.ICMP, Member.network("hdr.icmp_code", 1, 1), "code", Notation.DECIMAL),
    ICMP_IDENT(RteItem.ICMP, Member.network("hdr.icmp_ident", 4, 2), "ident", Notation.DECIMAL),
    ICMP_SEQ(RteItem.ICMP, Member.network("hdr.icmp_seq_nb", 6, 2), "seq", Notation.DECIMAL),
    ICMP6_TYPE(RteItem.ICMP6, Member.network("type", 0, 1), "type", Notation.DECIMAL),
    ICMP6_CODE(RteItem.ICMP6, Member.network("code", 1, 1), "code", Notation.DECIMAL),
    /** testpmd has no word for it. */
    ND_NS_RESERVED(RteItem.ICMP6_ND_NS, Member.network("reserved", 4, 4), "", Notation.HEX),
    ND_NS_TARGET(RteItem.ICMP6_ND_NS, Member.network("target_addr", 8, 16), "target_addr", Notation.IPV6),
    /** testpmd has no word for it. */
    ND_NA_RESERVED(RteItem.ICMP6_ND_NA, Member.network("rso_reserved", 4, 4), "", Notation.HEX),
    ND_NA_TARGET(RteItem.ICMP6_ND_NA, Member.network("target_addr", 8, 16), "target_addr", Notation.IPV6),
    ND_OPT_TYPE(RteItem.ICMP6_ND_OPT, Member.network("type", 0, 1), "type", Notation.DECIMAL),
    ND_OPT_SLA(RteItem.ICMP6_ND_OPT_SLA_ETH, Member.network("sla", 2, 6), "sla", Notation.MAC),
    ND_OPT_TLA(RteItem.ICMP6_ND_OPT_TLA_ETH, Member.network("tla", 2, 6), "tla", Notation.MAC),

    MPLS_LABEL(RteItem.MPLS, Member.network("label_tc_s", 0, 3).bits(4, 20), "label", Notation.DECIMAL),
    MPLS_TC(RteItem.MPLS, Member.network("label_tc_s", 0, 3).bits(1, 3), "tc", Notation.DECIMAL),
    MPLS_S(RteItem.MPLS, Member.network("label_tc_s", 0, 3).bits(0, 1), "s", Notation.DECIMAL),
    /** testpmd has no word for it. */
    MPLS_TTL(RteItem.MPLS, Member.network("ttl", 3, 1), "", Notation.DECIMAL),

    GRE_C_BIT(RteItem.GRE, Member.network("c_rsvd0_ver", 0, 2).bits(15, 1), "c_bit", Notation.DECIMAL),
    GRE_K_BIT(RteItem.GRE, Member.network("c_rsvd0_ver", 0, 2).bits(13, 1), "k_bit", Notation.DECIMAL),
    GRE_S_BIT(RteItem.GRE, Member.network("c_rsvd0_ver", 0, 2).bits(12, 1), "s_bit", Notation.DECIMAL),
    /** The three before, reserved bits and the version as one; a pattern has it or some of them. */
    GRE_FLAGS(RteItem.GRE, Member.network("c_rsvd0_ver", 0, 2), "c_rsvd0_ver", Notation.HEX),
    GRE_PROTOCOL(RteItem.GRE, Member.network("protocol", 2, 2), "protocol", Notation.HEX),
    GRE_KEY_VALUE(RteItem.GRE_KEY, Member.network("", 0, 4), "value", Notation.HEX),

    /** Flags of the header, 0x08 where there is a VNI; testpmd has no word for it. */
    VXLAN_FLAGS(RteItem.VXLAN, Member.network("flags", 0, 1), "", Notation.HEX),
    /** Where a group policy is, if the flags say so; testpmd has no word for it. */
    VXLAN_RSVD0(RteItem.VXLAN, Member.network("rsvd0", 1, 3), "", Notation.HEX),
    VXLAN_VNI(RteItem.VXLAN, Member.network("vni", 4, 3), "vni", Notation.DECIMAL),
    VXLAN_LAST_RSVD(RteItem.VXLAN, Member.network("rsvd1", 7, 1), "last_rsvd", Notation.HEX),

    GENEVE_OPTLEN(RteItem.GENEVE, Member.network("ver_opt_len_o_c_rsvd0", 0, 2).bits(8, 6), "optlen", Notation.DECIMAL),
    /** testpmd has no word for it. */
    GENEVE_OAM(RteItem.GENEVE, Member.network("ver_opt_len_o_c_rsvd0", 0, 2).bits(7, 1), "", Notation.DECIMAL),
    GENEVE_PROTOCOL(RteItem.GENEVE, Member.network("protocol", 2, 2), "protocol", Notation.HEX),
    GENEVE_VNI(RteItem.GENEVE, Member.network("vni", 4, 3), "vni", Notation.DECIMAL),
    GENEVE_OPT_CLASS(RteItem.GENEVE_OPT, Member.network("option_class", 0, 2), "class", Notation.HEX),
    GENEVE_OPT_TYPE(RteItem.GENEVE_OPT, Member.network("option_type", 2, 1), "type", Notation.HEX),
    /** Words of four bytes. */
    GENEVE_OPT_LENGTH(RteItem.GENEVE_OPT, Member.network("option_len", 3, 1), "length", Notation.DECIMAL),
    /** As many words as the length says. */
    GENEVE_OPT_DATA(RteItem.GENEVE_OPT, Member.pointer("data", 8), "data", Notation.BYTES),

    GTP_FLAGS(RteItem.GTP, Member.network("v_pt_rsv_flags", 0, 1), "v_pt_rsv_flags", Notation.HEX),
    GTP_MSG_TYPE(RteItem.GTP, Member.network("msg_type", 1, 1), "msg_type", Notation.DECIMAL),
    GTP_TEID(RteItem.GTP, Member.network("teid", 4, 4), "teid", Notation.HEX),

    // struct rte_flow_item_nsh is made of bit fields of 32 bits, so it is not the header as it is on the wire
    NSH_OAM(RteItem.NSH, Member.host("oam_pkt", 0, 4).bits(2, 1), "", Notation.DECIMAL),
    NSH_TTL(RteItem.NSH, Member.host("ttl", 0, 4).bits(4, 6), "", Notation.DECIMAL),
    NSH_MDTYPE(RteItem.NSH, Member.host("mdtype", 0, 4).bits(20, 4), "", Notation.DECIMAL),
    NSH_NEXT_PROTO(RteItem.NSH, Member.host("next_proto", 0, 4).bits(24, 8), "", Notation.DECIMAL),
    NSH_SPI(RteItem.NSH, Member.host("spi", 4, 4).bits(0, 24), "", Notation.HEX),
    NSH_SINDEX(RteItem.NSH, Member.host("sindex", 4, 4).bits(24, 8), "", Notation.DECIMAL);

    private final RteItem item;
    private final Member member;
    private final String word;
    private final Notation notation;

    RteField(RteItem item, Member member, String word, Notation notation) {
        this.item = item;
        this.member = member;
        this.word = word;
        this.notation = notation;
    }

    /** The item that it belongs to. */
    public RteItem item() {
        return item;
    }

    /** Where it lies in the item's struct. */
    public Member member() {
        return member;
    }

    /** testpmd's word for it behind its item; empty where it has none. */
    public String word() {
        return word;
    }

    /** How testpmd reads it. */
    public Notation notation() {
        return notation;
    }

    /** True where testpmd can say it. */
    public boolean isSpeakable() {
        return !word.isEmpty() || this == CONNTRACK_FLAGS;
    }

    /** All ones in its width, of at most eight bytes. */
    public long ones() {
        return member.width() >= Long.SIZE ? -1L : (1L << member.width()) - 1;
    }
}
