package io.tandem.flow;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one table of the flow language: each field of a key, described once.
 *
 * <p>A row tells the attribute and name in ODP text, where the field lies in the packed key and how wide it is there,
 * where it lies in its netlink attribute, how it prints, and what must hold before it means anything. Codecs, validation
 * and every backend's own table are keyed by these constants.
 *
 * <p>The packed key is {@link #WORDS} words of 64 bits. Each field is a number, most significant bit of the network
 * form first, in the low bits of {@code word >>> shift}; IPv6 addresses and connection labels take two whole words, the
 * first eight bytes in the first, and Geneve options all the words that are left. Fields that can never be in one packet
 * share bits (ARP, NSH and MPLS with IPv4, ICMP with ports), so that flows over different protocols can share one mask;
 * {@link #prerequisite()} tells them apart. Every field can be masked bit by bit unless {@link #maskable()} says
 * otherwise.
 */
public enum FlowField {
    // attribute, name, packed: word, shift, width; netlink; text; meaningful with
    RECIRC_ID(KeyAttribute.RECIRC_ID, "", 0, 0, 32, AbiSlot.host(0, 4), FieldFormat.HEX, Prerequisite.NONE),
    IN_PORT(KeyAttribute.IN_PORT, "", 0, 32, 32, AbiSlot.host(0, 4), FieldFormat.DECIMAL, Prerequisite.NONE),
    ETH_SRC(KeyAttribute.ETHERNET, "src", 2, 16, 48, AbiSlot.network(0, 6), FieldFormat.MAC, Prerequisite.NONE),
    ETH_DST(KeyAttribute.ETHERNET, "dst", 1, 16, 48, AbiSlot.network(6, 6), FieldFormat.MAC, Prerequisite.NONE),
    ETH_TYPE(KeyAttribute.ETHERTYPE, "", 1, 0, 16, AbiSlot.network(0, 2), FieldFormat.HEX4, Prerequisite.NONE),

    VLAN_TPID(KeyAttribute.VLAN, "tpid", 3, 48, 16, AbiSlot.NONE, FieldFormat.HEX4, Prerequisite.NONE),
    VLAN_VID(
            KeyAttribute.VLAN,
            "vid",
            3,
            32,
            12,
            AbiSlot.network(0, 2).bits(0, 12),
            FieldFormat.DECIMAL,
            Prerequisite.VLAN),
    VLAN_PCP(
            KeyAttribute.VLAN,
            "pcp",
            3,
            45,
            3,
            AbiSlot.network(0, 2).bits(13, 3),
            FieldFormat.DECIMAL,
            Prerequisite.VLAN),
    VLAN_CFI(
            KeyAttribute.VLAN,
            "cfi",
            3,
            44,
            1,
            AbiSlot.network(0, 2).bits(12, 1),
            FieldFormat.DECIMAL,
            Prerequisite.NONE),
    CVLAN_TPID(KeyAttribute.CVLAN, "tpid", 3, 16, 16, AbiSlot.NONE, FieldFormat.HEX4, Prerequisite.NONE),
    CVLAN_VID(
            KeyAttribute.CVLAN,
            "vid",
            3,
            0,
            12,
            AbiSlot.network(0, 2).bits(0, 12),
            FieldFormat.DECIMAL,
            Prerequisite.CVLAN),
    CVLAN_PCP(
            KeyAttribute.CVLAN,
            "pcp",
            3,
            13,
            3,
            AbiSlot.network(0, 2).bits(13, 3),
            FieldFormat.DECIMAL,
            Prerequisite.CVLAN),
    CVLAN_CFI(
            KeyAttribute.CVLAN,
            "cfi",
            3,
            12,
            1,
            AbiSlot.network(0, 2).bits(12, 1),
            FieldFormat.DECIMAL,
            Prerequisite.NONE),

    IPV4_SRC(KeyAttribute.IPV4, "src", 4, 32, 32, AbiSlot.network(0, 4), FieldFormat.IPV4, Prerequisite.IPV4),
    IPV4_DST(KeyAttribute.IPV4, "dst", 4, 0, 32, AbiSlot.network(4, 4), FieldFormat.IPV4, Prerequisite.IPV4),
    IPV4_PROTO(KeyAttribute.IPV4, "proto", 9, 56, 8, AbiSlot.network(8, 1), FieldFormat.DECIMAL, Prerequisite.IPV4),
    IPV4_TOS(KeyAttribute.IPV4, "tos", 9, 48, 8, AbiSlot.network(9, 1), FieldFormat.HEX, Prerequisite.IPV4),
    IPV4_TTL(KeyAttribute.IPV4, "ttl", 9, 40, 8, AbiSlot.network(10, 1), FieldFormat.DECIMAL, Prerequisite.IPV4),
    IPV4_FRAG(KeyAttribute.IPV4, "frag", 9, 32, 8, AbiSlot.network(11, 1), FieldFormat.FRAG, Prerequisite.IPV4),

    IPV6_SRC(KeyAttribute.IPV6, "src", 5, 0, 128, AbiSlot.network(0, 16), FieldFormat.IPV6, Prerequisite.IPV6),
    IPV6_DST(KeyAttribute.IPV6, "dst", 7, 0, 128, AbiSlot.network(16, 16), FieldFormat.IPV6, Prerequisite.IPV6),
    IPV6_LABEL(KeyAttribute.IPV6, "label", 9, 0, 20, AbiSlot.network(32, 4), FieldFormat.HEX, Prerequisite.IPV6),
    IPV6_PROTO(KeyAttribute.IPV6, "proto", 9, 56, 8, AbiSlot.network(36, 1), FieldFormat.DECIMAL, Prerequisite.IPV6),
    IPV6_TCLASS(KeyAttribute.IPV6, "tclass", 9, 48, 8, AbiSlot.network(37, 1), FieldFormat.HEX, Prerequisite.IPV6),
    IPV6_HLIMIT(KeyAttribute.IPV6, "hlimit", 9, 40, 8, AbiSlot.network(38, 1), FieldFormat.DECIMAL, Prerequisite.IPV6),
    IPV6_FRAG(KeyAttribute.IPV6, "frag", 9, 32, 8, AbiSlot.network(39, 1), FieldFormat.FRAG, Prerequisite.IPV6),
    IPV6_EXTHDRS(KeyAttribute.IPV6_EXTHDRS, "", 2, 0, 16, AbiSlot.host(0, 2), FieldFormat.BYTES, Prerequisite.IPV6),

    ARP_SIP(KeyAttribute.ARP, "sip", 4, 32, 32, AbiSlot.network(0, 4), FieldFormat.IPV4, Prerequisite.ARP),
    ARP_TIP(KeyAttribute.ARP, "tip", 4, 0, 32, AbiSlot.network(4, 4), FieldFormat.IPV4, Prerequisite.ARP),
    ARP_OP(KeyAttribute.ARP, "op", 9, 56, 8, AbiSlot.network(8, 2), FieldFormat.DECIMAL, Prerequisite.ARP),
    ARP_SHA(KeyAttribute.ARP, "sha", 11, 16, 48, AbiSlot.network(10, 6), FieldFormat.MAC, Prerequisite.ARP),
    ARP_THA(KeyAttribute.ARP, "tha", 12, 16, 48, AbiSlot.network(16, 6), FieldFormat.MAC, Prerequisite.ARP),

    MPLS_LABEL(
            KeyAttribute.MPLS,
            "label",
            4,
            44,
            20,
            AbiSlot.network(0, 4).bits(12, 20),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_TC(
            KeyAttribute.MPLS,
            "tc",
            4,
            41,
            3,
            AbiSlot.network(0, 4).bits(9, 3),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_TTL(
            KeyAttribute.MPLS,
            "ttl",
            4,
            32,
            8,
            AbiSlot.network(0, 4).bits(0, 8),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_BOS(
            KeyAttribute.MPLS,
            "bos",
            4,
            40,
            1,
            AbiSlot.network(0, 4).bits(8, 1),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_LABEL1(
            KeyAttribute.MPLS,
            "label1",
            4,
            12,
            20,
            AbiSlot.network(4, 4).bits(12, 20),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_TC1(
            KeyAttribute.MPLS,
            "tc1",
            4,
            9,
            3,
            AbiSlot.network(4, 4).bits(9, 3),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_TTL1(
            KeyAttribute.MPLS,
            "ttl1",
            4,
            0,
            8,
            AbiSlot.network(4, 4).bits(0, 8),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_BOS1(
            KeyAttribute.MPLS,
            "bos1",
            4,
            8,
            1,
            AbiSlot.network(4, 4).bits(8, 1),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_LABEL2(
            KeyAttribute.MPLS,
            "label2",
            5,
            44,
            20,
            AbiSlot.network(8, 4).bits(12, 20),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_TC2(
            KeyAttribute.MPLS,
            "tc2",
            5,
            41,
            3,
            AbiSlot.network(8, 4).bits(9, 3),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_TTL2(
            KeyAttribute.MPLS,
            "ttl2",
            5,
            32,
            8,
            AbiSlot.network(8, 4).bits(0, 8),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),
    MPLS_BOS2(
            KeyAttribute.MPLS,
            "bos2",
            5,
            40,
            1,
            AbiSlot.network(8, 4).bits(8, 1),
            FieldFormat.DECIMAL,
            Prerequisite.MPLS),

    NSH_FLAGS(KeyAttribute.NSH_BASE, "flags", 4, 56, 8, AbiSlot.network(0, 1), FieldFormat.DECIMAL, Prerequisite.NSH),
    NSH_TTL(KeyAttribute.NSH_BASE, "ttl", 4, 48, 8, AbiSlot.network(1, 1), FieldFormat.DECIMAL, Prerequisite.NSH),
    NSH_MDTYPE(KeyAttribute.NSH_BASE, "mdtype", 4, 40, 8, AbiSlot.network(2, 1), FieldFormat.DECIMAL, Prerequisite.NSH),
    NSH_NP(KeyAttribute.NSH_BASE, "np", 4, 32, 8, AbiSlot.network(3, 1), FieldFormat.DECIMAL, Prerequisite.NSH),
    NSH_SPI(
            KeyAttribute.NSH_BASE,
            "spi",
            4,
            8,
            24,
            AbiSlot.network(4, 4).bits(8, 24),
            FieldFormat.HEX,
            Prerequisite.NSH),
    NSH_SI(
            KeyAttribute.NSH_BASE,
            "si",
            4,
            0,
            8,
            AbiSlot.network(4, 4).bits(0, 8),
            FieldFormat.DECIMAL,
            Prerequisite.NSH),
    NSH_C1(KeyAttribute.NSH_MD1, "c1", 5, 32, 32, AbiSlot.network(0, 4), FieldFormat.HEX, Prerequisite.NSH),
    NSH_C2(KeyAttribute.NSH_MD1, "c2", 5, 0, 32, AbiSlot.network(4, 4), FieldFormat.HEX, Prerequisite.NSH),
    NSH_C3(KeyAttribute.NSH_MD1, "c3", 6, 32, 32, AbiSlot.network(8, 4), FieldFormat.HEX, Prerequisite.NSH),
    NSH_C4(KeyAttribute.NSH_MD1, "c4", 6, 0, 32, AbiSlot.network(12, 4), FieldFormat.HEX, Prerequisite.NSH),

    TCP_SRC(KeyAttribute.TCP, "src", 10, 48, 16, AbiSlot.network(0, 2), FieldFormat.DECIMAL, Prerequisite.TCP),
    TCP_DST(KeyAttribute.TCP, "dst", 10, 32, 16, AbiSlot.network(2, 2), FieldFormat.DECIMAL, Prerequisite.TCP),
    UDP_SRC(KeyAttribute.UDP, "src", 10, 48, 16, AbiSlot.network(0, 2), FieldFormat.DECIMAL, Prerequisite.UDP),
    UDP_DST(KeyAttribute.UDP, "dst", 10, 32, 16, AbiSlot.network(2, 2), FieldFormat.DECIMAL, Prerequisite.UDP),
    SCTP_SRC(KeyAttribute.SCTP, "src", 10, 48, 16, AbiSlot.network(0, 2), FieldFormat.DECIMAL, Prerequisite.SCTP),
    SCTP_DST(KeyAttribute.SCTP, "dst", 10, 32, 16, AbiSlot.network(2, 2), FieldFormat.DECIMAL, Prerequisite.SCTP),
    ICMP_TYPE(KeyAttribute.ICMP, "type", 10, 48, 8, AbiSlot.network(0, 1), FieldFormat.DECIMAL, Prerequisite.ICMP),
    ICMP_CODE(KeyAttribute.ICMP, "code", 10, 32, 8, AbiSlot.network(1, 1), FieldFormat.DECIMAL, Prerequisite.ICMP),
    ICMPV6_TYPE(
            KeyAttribute.ICMPV6, "type", 10, 48, 8, AbiSlot.network(0, 1), FieldFormat.DECIMAL, Prerequisite.ICMPV6),
    ICMPV6_CODE(
            KeyAttribute.ICMPV6, "code", 10, 32, 8, AbiSlot.network(1, 1), FieldFormat.DECIMAL, Prerequisite.ICMPV6),
    TCP_FLAGS(KeyAttribute.TCP_FLAGS, "", 10, 16, 12, AbiSlot.network(0, 2), FieldFormat.TCP_FLAGS, Prerequisite.TCP),

    ND_TARGET(KeyAttribute.ND, "target", 13, 0, 128, AbiSlot.network(0, 16), FieldFormat.IPV6, Prerequisite.ND),
    ND_SLL(KeyAttribute.ND, "sll", 11, 16, 48, AbiSlot.network(16, 6), FieldFormat.MAC, Prerequisite.ND),
    ND_TLL(KeyAttribute.ND, "tll", 12, 16, 48, AbiSlot.network(22, 6), FieldFormat.MAC, Prerequisite.ND),
    ND_RESERVED(KeyAttribute.ND_EXT, "nd_reserved", 4, 32, 32, AbiSlot.network(0, 4), FieldFormat.HEX, Prerequisite.ND),
    ND_OPTIONS_TYPE(
            KeyAttribute.ND_EXT,
            "nd_options_type",
            10,
            16,
            8,
            AbiSlot.network(4, 1),
            FieldFormat.DECIMAL,
            Prerequisite.ND),

    SKB_PRIORITY(KeyAttribute.PRIORITY, "", 15, 32, 32, AbiSlot.host(0, 4), FieldFormat.HEX, Prerequisite.NONE),
    SKB_MARK(KeyAttribute.SKB_MARK, "", 15, 0, 32, AbiSlot.host(0, 4), FieldFormat.HEX, Prerequisite.NONE),
    DP_HASH(KeyAttribute.DP_HASH, "", 16, 32, 32, AbiSlot.host(0, 4), FieldFormat.HEX, Prerequisite.NONE),
    PACKET_TYPE_NS(
            KeyAttribute.PACKET_TYPE, "ns", 11, 0, 16, AbiSlot.network(0, 2), FieldFormat.DECIMAL, Prerequisite.NONE),
    PACKET_TYPE_ID(
            KeyAttribute.PACKET_TYPE, "id", 12, 0, 16, AbiSlot.network(2, 2), FieldFormat.HEX, Prerequisite.NONE),

    CT_STATE(KeyAttribute.CT_STATE, "", 17, 56, 8, AbiSlot.host(0, 4), FieldFormat.CT_STATE, Prerequisite.NONE),
    CT_ZONE(KeyAttribute.CT_ZONE, "", 17, 32, 16, AbiSlot.host(0, 2), FieldFormat.HEX, Prerequisite.NONE),
    CT_MARK(KeyAttribute.CT_MARK, "", 16, 0, 32, AbiSlot.host(0, 4), FieldFormat.HEX, Prerequisite.NONE),
    CT_LABEL(KeyAttribute.CT_LABEL, "", 18, 0, 128, AbiSlot.host(0, 16), FieldFormat.HEX128, Prerequisite.NONE),
    CT_IPV4_SRC(KeyAttribute.CT_TUPLE4, "src", 20, 32, 32, AbiSlot.network(0, 4), FieldFormat.IPV4, Prerequisite.IPV4),
    CT_IPV4_DST(KeyAttribute.CT_TUPLE4, "dst", 20, 0, 32, AbiSlot.network(4, 4), FieldFormat.IPV4, Prerequisite.IPV4),
    CT_IPV4_PROTO(
            KeyAttribute.CT_TUPLE4, "proto", 17, 48, 8, AbiSlot.network(12, 1), FieldFormat.DECIMAL, Prerequisite.IPV4),
    CT_IPV4_TP_SRC(
            KeyAttribute.CT_TUPLE4,
            "tp_src",
            17,
            16,
            16,
            AbiSlot.network(8, 2),
            FieldFormat.DECIMAL,
            Prerequisite.IPV4),
    CT_IPV4_TP_DST(
            KeyAttribute.CT_TUPLE4,
            "tp_dst",
            17,
            0,
            16,
            AbiSlot.network(10, 2),
            FieldFormat.DECIMAL,
            Prerequisite.IPV4),
    CT_IPV6_SRC(KeyAttribute.CT_TUPLE6, "src", 20, 0, 128, AbiSlot.network(0, 16), FieldFormat.IPV6, Prerequisite.IPV6),
    CT_IPV6_DST(
            KeyAttribute.CT_TUPLE6, "dst", 22, 0, 128, AbiSlot.network(16, 16), FieldFormat.IPV6, Prerequisite.IPV6),
    CT_IPV6_PROTO(
            KeyAttribute.CT_TUPLE6, "proto", 17, 48, 8, AbiSlot.network(36, 1), FieldFormat.DECIMAL, Prerequisite.IPV6),
    CT_IPV6_TP_SRC(
            KeyAttribute.CT_TUPLE6,
            "tp_src",
            17,
            16,
            16,
            AbiSlot.network(32, 2),
            FieldFormat.DECIMAL,
            Prerequisite.IPV6),
    CT_IPV6_TP_DST(
            KeyAttribute.CT_TUPLE6,
            "tp_dst",
            17,
            0,
            16,
            AbiSlot.network(34, 2),
            FieldFormat.DECIMAL,
            Prerequisite.IPV6),

    TUNNEL_FAMILY(KeyAttribute.TUNNEL, "", 30, 60, 2, AbiSlot.NONE, FieldFormat.DECIMAL, Prerequisite.NONE),
    TUNNEL_ID(
            KeyAttribute.TUNNEL_ID,
            "tun_id",
            24,
            0,
            64,
            AbiSlot.network(0, 8),
            FieldFormat.HEX_PREFIXED,
            Prerequisite.TUNNEL),
    TUNNEL_IPV4_SRC(
            KeyAttribute.TUNNEL_IPV4_SRC,
            "src",
            25,
            32,
            32,
            AbiSlot.network(0, 4),
            FieldFormat.IPV4,
            Prerequisite.TUNNEL),
    TUNNEL_IPV4_DST(
            KeyAttribute.TUNNEL_IPV4_DST,
            "dst",
            25,
            0,
            32,
            AbiSlot.network(0, 4),
            FieldFormat.IPV4,
            Prerequisite.TUNNEL),
    TUNNEL_IPV6_SRC(
            KeyAttribute.TUNNEL_IPV6_SRC,
            "ipv6_src",
            26,
            0,
            128,
            AbiSlot.network(0, 16),
            FieldFormat.IPV6,
            Prerequisite.TUNNEL),
    TUNNEL_IPV6_DST(
            KeyAttribute.TUNNEL_IPV6_DST,
            "ipv6_dst",
            28,
            0,
            128,
            AbiSlot.network(0, 16),
            FieldFormat.IPV6,
            Prerequisite.TUNNEL),
    TUNNEL_TOS(KeyAttribute.TUNNEL_TOS, "tos", 30, 40, 8, AbiSlot.network(0, 1), FieldFormat.HEX, Prerequisite.TUNNEL),
    TUNNEL_TTL(
            KeyAttribute.TUNNEL_TTL, "ttl", 30, 32, 8, AbiSlot.network(0, 1), FieldFormat.DECIMAL, Prerequisite.TUNNEL),
    TUNNEL_TP_SRC(
            KeyAttribute.TUNNEL_TP_SRC,
            "tp_src",
            30,
            16,
            16,
            AbiSlot.network(0, 2),
            FieldFormat.DECIMAL,
            Prerequisite.TUNNEL),
    TUNNEL_TP_DST(
            KeyAttribute.TUNNEL_TP_DST,
            "tp_dst",
            30,
            0,
            16,
            AbiSlot.network(0, 2),
            FieldFormat.DECIMAL,
            Prerequisite.TUNNEL),
    TUNNEL_FLAGS(KeyAttribute.TUNNEL, "flags", 30, 56, 4, AbiSlot.NONE, FieldFormat.TUNNEL_FLAGS, Prerequisite.TUNNEL),
    TUNNEL_OPTIONS_LENGTH(
            KeyAttribute.TUNNEL_GENEVE,
            "geneve_length",
            30,
            48,
            8,
            AbiSlot.NONE,
            FieldFormat.DECIMAL,
            Prerequisite.TUNNEL),
    TUNNEL_GBP_ID(
            KeyAttribute.VXLAN_GBP,
            "gbp_id",
            31,
            48,
            16,
            AbiSlot.host(0, 4).bits(0, 16),
            FieldFormat.DECIMAL,
            Prerequisite.TUNNEL),
    TUNNEL_GBP_FLAGS(
            KeyAttribute.VXLAN_GBP,
            "gbp_flags",
            31,
            40,
            8,
            AbiSlot.host(0, 4).bits(16, 8),
            FieldFormat.HEX,
            Prerequisite.TUNNEL),
    TUNNEL_ERSPAN_VERSION(
            KeyAttribute.TUNNEL_ERSPAN,
            "erspan_ver",
            31,
            16,
            8,
            AbiSlot.host(0, 4),
            FieldFormat.DECIMAL,
            Prerequisite.TUNNEL),
    TUNNEL_ERSPAN_INDEX(
            KeyAttribute.TUNNEL_ERSPAN,
            "erspan_idx",
            31,
            32,
            32,
            AbiSlot.network(4, 4),
            FieldFormat.HEX,
            Prerequisite.TUNNEL),
    TUNNEL_ERSPAN_DIRECTION(
            KeyAttribute.TUNNEL_ERSPAN,
            "erspan_dir",
            31,
            8,
            1,
            AbiSlot.network(11, 1).bits(3, 1),
            FieldFormat.DECIMAL,
            Prerequisite.TUNNEL),
    TUNNEL_ERSPAN_HARDWARE_ID(
            KeyAttribute.TUNNEL_ERSPAN,
            "erspan_hwid",
            31,
            0,
            4,
            AbiSlot.network(11, 1).bits(4, 4),
            FieldFormat.HEX,
            Prerequisite.TUNNEL),
    TUNNEL_GTPU_FLAGS(
            KeyAttribute.TUNNEL_GTPU,
            "gtpu_flags",
            31,
            32,
            8,
            AbiSlot.network(0, 1),
            FieldFormat.HEX,
            Prerequisite.TUNNEL),
    TUNNEL_GTPU_MSGTYPE(
            KeyAttribute.TUNNEL_GTPU,
            "gtpu_msgtype",
            31,
            24,
            8,
            AbiSlot.network(1, 1),
            FieldFormat.DECIMAL,
            Prerequisite.TUNNEL),
    TUNNEL_GENEVE_OPTIONS(
            KeyAttribute.TUNNEL_GENEVE, "geneve", 32, 0, 2048, AbiSlot.NONE, FieldFormat.GENEVE, Prerequisite.TUNNEL);

    /** Words in a packed key. */
    public static final int WORDS = 64;

    private static final Map<KeyAttribute, List<FlowField>> BY_ATTRIBUTE = byAttribute();
    private static final Map<String, FlowField> BY_PATH = byPath();

    private final KeyAttribute attribute;
    private final String text;
    private final int word;
    private final int shift;
    private final int width;
    private final AbiSlot slot;
    private final FieldFormat format;
    private final Prerequisite prerequisite;

    FlowField(
            KeyAttribute attribute,
            String text,
            int word,
            int shift,
            int width,
            AbiSlot slot,
            FieldFormat format,
            Prerequisite prerequisite) {
        this.attribute = attribute;
        this.text = text;
        this.word = word;
        this.shift = shift;
        this.width = width;
        this.slot = slot;
        this.format = format;
        this.prerequisite = prerequisite;
    }

    /** The attribute that carries this field. */
    public KeyAttribute attribute() {
        return attribute;
    }

    /** The field's name inside its attribute in ODP text; empty where the attribute is the field. */
    public String text() {
        return text;
    }

    /**
     * The name under which Open vSwitch prints the field, where that is not the one that it reads: format_odp_key_attr__
     * and parse_odp_key_mask_attr__ in lib/odp-util.c differ in the ports of ct_tuple6.
     */
    public String printedText() {
        return switch (this) {
            case CT_IPV6_TP_SRC -> "src_port";
            case CT_IPV6_TP_DST -> "dst_port";
            default -> text;
        };
    }

    /** Width in bits in the packed key. */
    public int width() {
        return width;
    }

    /** The word of the packed key that holds the field, the first of {@link #words()}. */
    public int word() {
        return word;
    }

    /** How many words of the packed key the field takes: 1, 2, or 32 for Geneve options. */
    public int words() {
        return (width + Long.SIZE - 1) / Long.SIZE;
    }

    /** Bits below the field in its word. */
    public int shift() {
        return shift;
    }

    /** All ones in the field's width, not shifted; for a field of several words, of each of them. */
    public long ones() {
        return width >= Long.SIZE ? -1L : (1L << width) - 1;
    }

    /** True where the field takes more than one word. */
    public boolean wide() {
        return width > Long.SIZE;
    }

    /** How the value prints. */
    public FieldFormat format() {
        return format;
    }

    /** What must hold before the field means anything. */
    public Prerequisite prerequisite() {
        return prerequisite;
    }

    /** Where the field lies in its netlink attribute; {@link AbiSlot#NONE} where the attribute is not a struct. */
    public AbiSlot slot() {
        return slot;
    }

    /** False for fields that are matched whole or not at all. */
    public boolean maskable() {
        return this != RECIRC_ID && format != FieldFormat.FRAG;
    }

    /** The field's full name: {@code ipv4.src}, {@code in_port}, {@code eth_type}, {@code cvlan.vid}. */
    public String path() {
        String owner = attribute == KeyAttribute.CVLAN ? "cvlan" : attribute.text();
        return text.isEmpty() ? owner : owner + "." + text;
    }

    /** The field of that {@link #path()}. */
    public static Optional<FlowField> atPath(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    static List<FlowField> of(KeyAttribute attribute) {
        return BY_ATTRIBUTE.getOrDefault(attribute, List.of());
    }

    private static Map<KeyAttribute, List<FlowField>> byAttribute() {
        Map<KeyAttribute, List<FlowField>> fields = new EnumMap<>(KeyAttribute.class);
        for (KeyAttribute attribute : KeyAttribute.values()) {
            fields.put(
                    attribute,
                    Arrays.stream(values())
                            .filter(f -> f.attribute == attribute)
                            .toList());
        }
        return fields;
    }

    private static Map<String, FlowField> byPath() {
        Map<String, FlowField> paths = new HashMap<>();
        Arrays.stream(values()).forEach(f -> paths.put(f.path(), f));
        return Map.copyOf(paths);
    }
}
