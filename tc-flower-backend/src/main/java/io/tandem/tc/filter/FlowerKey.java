package io.tandem.tc.filter;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;

/**
 * The one table of what cls_flower matches by a value and a mask of fixed size: the attributes that carry both, how many
 * bytes, in which order, and the word and notation of tc's command line.
 *
 * <p>Port ranges, MPLS entries and tunnel options are not fields of this form; {@link FlowerMatch} has them beside.
 * Source: linux/pkt_cls.h, enum of TCA_FLOWER_*; net/sched/cls_flower.c, fl_policy.
 */
public enum FlowerKey {
    // value attribute, mask attribute (0: always exact), bytes, order, word in tc, notation
    ETH_DST(4, 5, 6, ByteForm.NETWORK, "dst_mac", Notation.MAC),
    ETH_SRC(6, 7, 6, ByteForm.NETWORK, "src_mac", Notation.MAC),
    NUM_OF_VLANS(102, 0, 1, ByteForm.NETWORK, "num_of_vlans", Notation.DECIMAL),
    VLAN_ID(23, 0, 2, ByteForm.HOST, "vlan_id", Notation.DECIMAL),
    VLAN_PRIO(24, 0, 1, ByteForm.NETWORK, "vlan_prio", Notation.DECIMAL),
    VLAN_ETH_TYPE(25, 0, 2, ByteForm.NETWORK, "vlan_ethtype", Notation.ETHER_TYPE),
    CVLAN_ID(77, 0, 2, ByteForm.HOST, "cvlan_id", Notation.DECIMAL),
    CVLAN_PRIO(78, 0, 1, ByteForm.NETWORK, "cvlan_prio", Notation.DECIMAL),
    CVLAN_ETH_TYPE(79, 0, 2, ByteForm.NETWORK, "cvlan_ethtype", Notation.ETHER_TYPE),
    MPLS_LABEL(70, 0, 4, ByteForm.HOST, "mpls_label", Notation.DECIMAL),
    MPLS_TC(69, 0, 1, ByteForm.NETWORK, "mpls_tc", Notation.DECIMAL),
    MPLS_BOS(68, 0, 1, ByteForm.NETWORK, "mpls_bos", Notation.DECIMAL),
    MPLS_TTL(67, 0, 1, ByteForm.NETWORK, "mpls_ttl", Notation.DECIMAL),
    /**
     * In a request the filter's protocol, which tc puts here unless it is {@link FilterId#ALL}; in a filter read back the
     * EtherType behind all tags that are matched on.
     */
    ETH_TYPE(8, 0, 2, ByteForm.NETWORK, "", Notation.ETHER_TYPE),
    IP_PROTO(9, 0, 1, ByteForm.NETWORK, "ip_proto", Notation.IP_PROTO),
    IP_TOS(73, 74, 1, ByteForm.NETWORK, "ip_tos", Notation.TOS),
    IP_TTL(75, 76, 1, ByteForm.NETWORK, "ip_ttl", Notation.TOS),
    IPV4_SRC(10, 11, 4, ByteForm.NETWORK, "src_ip", Notation.IPV4),
    IPV4_DST(12, 13, 4, ByteForm.NETWORK, "dst_ip", Notation.IPV4),
    IPV6_SRC(14, 15, 16, ByteForm.NETWORK, "src_ip", Notation.IPV6),
    IPV6_DST(16, 17, 16, ByteForm.NETWORK, "dst_ip", Notation.IPV6),
    /** {@link #IS_FRAGMENT} and {@link #FIRST_FRAGMENT}. */
    FLAGS(47, 48, 4, ByteForm.NETWORK, "ip_flags", Notation.IP_FLAGS),
    TCP_SRC(18, 35, 2, ByteForm.NETWORK, "src_port", Notation.PORT),
    TCP_DST(19, 36, 2, ByteForm.NETWORK, "dst_port", Notation.PORT),
    UDP_SRC(20, 37, 2, ByteForm.NETWORK, "src_port", Notation.PORT),
    UDP_DST(21, 38, 2, ByteForm.NETWORK, "dst_port", Notation.PORT),
    SCTP_SRC(41, 39, 2, ByteForm.NETWORK, "src_port", Notation.PORT),
    SCTP_DST(42, 40, 2, ByteForm.NETWORK, "dst_port", Notation.PORT),
    TCP_FLAGS(71, 72, 2, ByteForm.NETWORK, "tcp_flags", Notation.HEX),
    ICMPV4_TYPE(51, 52, 1, ByteForm.NETWORK, "type", Notation.MASKED_DECIMAL),
    ICMPV4_CODE(49, 50, 1, ByteForm.NETWORK, "code", Notation.MASKED_DECIMAL),
    ICMPV6_TYPE(55, 56, 1, ByteForm.NETWORK, "type", Notation.MASKED_DECIMAL),
    ICMPV6_CODE(53, 54, 1, ByteForm.NETWORK, "code", Notation.MASKED_DECIMAL),
    ARP_SIP(57, 58, 4, ByteForm.NETWORK, "arp_sip", Notation.IPV4),
    ARP_TIP(59, 60, 4, ByteForm.NETWORK, "arp_tip", Notation.IPV4),
    ARP_OP(61, 62, 1, ByteForm.NETWORK, "arp_op", Notation.ARP_OP),
    ARP_SHA(63, 64, 6, ByteForm.NETWORK, "arp_sha", Notation.MAC),
    ARP_THA(65, 66, 6, ByteForm.NETWORK, "arp_tha", Notation.MAC),
    CT_STATE(91, 92, 2, ByteForm.HOST, "ct_state", Notation.CT_STATE),
    CT_ZONE(93, 94, 2, ByteForm.HOST, "ct_zone", Notation.ANY_BASE),
    CT_MARK(95, 96, 4, ByteForm.HOST, "ct_mark", Notation.ANY_BASE),
    /** 16 bytes, the label's least significant first. */
    CT_LABELS(97, 98, 16, ByteForm.NETWORK, "ct_label", Notation.BYTES),
    ENC_KEY_ID(26, 0, 4, ByteForm.NETWORK, "enc_key_id", Notation.DECIMAL),
    ENC_IPV4_SRC(27, 28, 4, ByteForm.NETWORK, "enc_src_ip", Notation.IPV4),
    ENC_IPV4_DST(29, 30, 4, ByteForm.NETWORK, "enc_dst_ip", Notation.IPV4),
    ENC_IPV6_SRC(31, 32, 16, ByteForm.NETWORK, "enc_src_ip", Notation.IPV6),
    ENC_IPV6_DST(33, 34, 16, ByteForm.NETWORK, "enc_dst_ip", Notation.IPV6),
    /** tc has no word for it. */
    ENC_UDP_SRC_PORT(43, 44, 2, ByteForm.NETWORK, "", Notation.DECIMAL),
    ENC_UDP_DST_PORT(45, 46, 2, ByteForm.NETWORK, "enc_dst_port", Notation.DECIMAL),
    ENC_IP_TOS(80, 81, 1, ByteForm.NETWORK, "enc_tos", Notation.TOS),
    ENC_IP_TTL(82, 83, 1, ByteForm.NETWORK, "enc_ttl", Notation.TOS),
    /** Since Linux 6.11. */
    ENC_FLAGS(110, 111, 4, ByteForm.NETWORK, "enc_flags", Notation.ENC_FLAGS),
    /** tc has no word for it. */
    HASH(100, 101, 4, ByteForm.HOST, "", Notation.HEX);

    /** Bit of {@link #FLAGS}: the packet is a fragment. */
    public static final int IS_FRAGMENT = 1;

    /** Bit of {@link #FLAGS}: the packet is the first fragment. */
    public static final int FIRST_FRAGMENT = 2;

    /** Bit of {@link #ENC_FLAGS}: the outer UDP checksum was there. */
    public static final int TUNNEL_CSUM = 4;

    /** Bit of {@link #ENC_FLAGS}: the outer packet must not be fragmented. */
    public static final int TUNNEL_DONT_FRAGMENT = 8;

    /** Bit of {@link #ENC_FLAGS}: a packet of the tunnel's own. */
    public static final int TUNNEL_OAM = 16;

    /** Bit of {@link #ENC_FLAGS}: there are options that must be understood. */
    public static final int TUNNEL_CRIT_OPT = 32;

    private static final int MOST = 128;
    private static final Optional<?>[] BY_VALUE = new Optional<?>[MOST];
    private static final Optional<?>[] BY_MASK = new Optional<?>[MOST];

    static {
        Arrays.fill(BY_VALUE, Optional.empty());
        Arrays.fill(BY_MASK, Optional.empty());
        for (FlowerKey key : EnumSet.allOf(FlowerKey.class)) {
            BY_VALUE[key.valueAttribute] = Optional.of(key);
            if (key.maskAttribute != 0) {
                BY_MASK[key.maskAttribute] = Optional.of(key);
            }
        }
    }

    private final int valueAttribute;
    private final int maskAttribute;
    private final int bytes;
    private final ByteForm order;
    private final String word;
    private final Notation notation;

    FlowerKey(int valueAttribute, int maskAttribute, int bytes, ByteForm order, String word, Notation notation) {
        this.valueAttribute = valueAttribute;
        this.maskAttribute = maskAttribute;
        this.bytes = bytes;
        this.order = order;
        this.word = word;
        this.notation = notation;
    }

    /** In which order an attribute's bytes are. {@link FlowerValue} is always in network order. */
    public enum ByteForm {
        NETWORK,
        HOST
    }

    /** How tc reads a value. Source: iproute2, tc/f_flower.c. */
    public enum Notation {
        /** Decimal, without a mask even where the kernel takes one. */
        DECIMAL,
        /** Decimal, and so is the mask. */
        MASKED_DECIMAL,
        /** Decimal, or hexadecimal where it is not; the mask is always hexadecimal. */
        TOS,
        /** Hexadecimal, and so is the mask. */
        HEX,
        /** As C writes numbers, and so is the mask. */
        ANY_BASE,
        MAC,
        IPV4,
        IPV6,
        ETHER_TYPE,
        IP_PROTO,
        IP_FLAGS,
        ENC_FLAGS,
        PORT,
        ARP_OP,
        CT_STATE,
        BYTES
    }

    /** The attribute of the value. */
    public int valueAttribute() {
        return valueAttribute;
    }

    /** The attribute of the mask; 0 where the kernel takes none and every bit counts. */
    public int maskAttribute() {
        return maskAttribute;
    }

    /** True where a mask can be given. */
    public boolean maskable() {
        return maskAttribute != 0;
    }

    /** Bytes of the value and of the mask. */
    public int bytes() {
        return bytes;
    }

    /** The bits that the field has, of the last eight bytes; less than {@link #bytes} say for parts of a tag or label. */
    public long ones() {
        return switch (this) {
            case VLAN_ID, CVLAN_ID, TCP_FLAGS -> 0xfff;
            case VLAN_PRIO, CVLAN_PRIO, MPLS_TC -> 0x7;
            case MPLS_LABEL -> 0xfffff;
            case MPLS_BOS -> 0x1;
            default -> bytes >= Long.BYTES ? -1 : (1L << bytes * Byte.SIZE) - 1;
        };
    }

    /** The order of the bytes in the attributes. */
    public ByteForm order() {
        return order;
    }

    /** The word of tc's command line; empty where tc has none. */
    public String word() {
        return word;
    }

    /** How tc writes the value. */
    public Notation notation() {
        return notation;
    }

    /** The key whose value that attribute carries. */
    @SuppressWarnings("unchecked")
    public static Optional<FlowerKey> ofValue(int attribute) {
        return attribute < MOST ? (Optional<FlowerKey>) BY_VALUE[attribute] : Optional.empty();
    }

    /** The key whose mask that attribute carries. */
    @SuppressWarnings("unchecked")
    public static Optional<FlowerKey> ofMask(int attribute) {
        return attribute < MOST ? (Optional<FlowerKey>) BY_MASK[attribute] : Optional.empty();
    }
}
