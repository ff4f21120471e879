package io.tandem.flow;

import static io.tandem.flow.FieldFormat.DECIMAL;
import static io.tandem.flow.FieldFormat.FRAG;
import static io.tandem.flow.FieldFormat.HEX;
import static io.tandem.flow.FieldFormat.HEX4;
import static io.tandem.flow.FieldFormat.MAC;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one table of the flow language: each field of a key, described once.
 *
 * <p>A row tells the attribute and name in ODP text, the width in bits (in the key, and in the netlink attribute with
 * the byte offset inside it), where the field lies in the packed key, how it prints, and what must hold before it means
 * anything. Codecs, validation and every backend's own table are keyed by these constants.
 *
 * <p>The packed key is {@link #WORDS} words of 64 bits. Each field is a number, most significant bit of the network
 * form first, in the low bits of {@code word >>> shift}; IPv6 addresses take two whole words, the first eight bytes in
 * the first. Fields that can never be in one packet share bits (ARP with IPv4, ICMP with ports), so that flows over
 * different protocols can share one mask; {@link #prerequisite()} tells them apart. Every field can be masked bit by
 * bit unless {@link #maskable()} says otherwise.
 */
public enum FlowField {
    // attribute, name, bits in key, word, shift, format, prerequisite, netlink: byte offset, bits
    RECIRC_ID(KeyAttribute.RECIRC_ID, "", 32, 0, 0, HEX, Prerequisite.NONE, 0, 32, false),
    IN_PORT(KeyAttribute.IN_PORT, "", 32, 0, 32, DECIMAL, Prerequisite.NONE, 0, 32, true),
    ETH_SRC(KeyAttribute.ETHERNET, "src", 48, 2, 16, MAC, Prerequisite.NONE, 0, 48, true),
    ETH_DST(KeyAttribute.ETHERNET, "dst", 48, 1, 16, MAC, Prerequisite.NONE, 6, 48, true),
    ETH_TYPE(KeyAttribute.ETHERTYPE, "", 16, 1, 0, HEX4, Prerequisite.NONE, 0, 16, true),

    VLAN_TPID(KeyAttribute.VLAN, "tpid", 16, 3, 48, HEX4, Prerequisite.NONE, 0, 16, true),
    VLAN_VID(KeyAttribute.VLAN, "vid", 12, 3, 32, DECIMAL, Prerequisite.VLAN, 0, 12, true),
    VLAN_PCP(KeyAttribute.VLAN, "pcp", 3, 3, 45, DECIMAL, Prerequisite.VLAN, 0, 3, true),
    VLAN_CFI(KeyAttribute.VLAN, "cfi", 1, 3, 44, DECIMAL, Prerequisite.NONE, 0, 1, true),
    CVLAN_TPID(KeyAttribute.CVLAN, "tpid", 16, 3, 16, HEX4, Prerequisite.NONE, 0, 16, true),
    CVLAN_VID(KeyAttribute.CVLAN, "vid", 12, 3, 0, DECIMAL, Prerequisite.CVLAN, 0, 12, true),
    CVLAN_PCP(KeyAttribute.CVLAN, "pcp", 3, 3, 13, DECIMAL, Prerequisite.CVLAN, 0, 3, true),
    CVLAN_CFI(KeyAttribute.CVLAN, "cfi", 1, 3, 12, DECIMAL, Prerequisite.NONE, 0, 1, true),

    IPV4_SRC(KeyAttribute.IPV4, "src", 32, 4, 32, FieldFormat.IPV4, Prerequisite.IPV4, 0, 32, true),
    IPV4_DST(KeyAttribute.IPV4, "dst", 32, 4, 0, FieldFormat.IPV4, Prerequisite.IPV4, 4, 32, true),
    IPV4_PROTO(KeyAttribute.IPV4, "proto", 8, 9, 56, DECIMAL, Prerequisite.IPV4, 8, 8, true),
    IPV4_TOS(KeyAttribute.IPV4, "tos", 8, 9, 48, HEX, Prerequisite.IPV4, 9, 8, true),
    IPV4_TTL(KeyAttribute.IPV4, "ttl", 8, 9, 40, DECIMAL, Prerequisite.IPV4, 10, 8, true),
    IPV4_FRAG(KeyAttribute.IPV4, "frag", 8, 9, 32, FRAG, Prerequisite.IPV4, 11, 8, false),

    IPV6_SRC(KeyAttribute.IPV6, "src", 128, 5, 0, FieldFormat.IPV6, Prerequisite.IPV6, 0, 128, true),
    IPV6_DST(KeyAttribute.IPV6, "dst", 128, 7, 0, FieldFormat.IPV6, Prerequisite.IPV6, 16, 128, true),
    IPV6_LABEL(KeyAttribute.IPV6, "label", 20, 9, 0, HEX, Prerequisite.IPV6, 32, 32, true),
    IPV6_PROTO(KeyAttribute.IPV6, "proto", 8, 9, 56, DECIMAL, Prerequisite.IPV6, 36, 8, true),
    IPV6_TCLASS(KeyAttribute.IPV6, "tclass", 8, 9, 48, HEX, Prerequisite.IPV6, 37, 8, true),
    IPV6_HLIMIT(KeyAttribute.IPV6, "hlimit", 8, 9, 40, DECIMAL, Prerequisite.IPV6, 38, 8, true),
    IPV6_FRAG(KeyAttribute.IPV6, "frag", 8, 9, 32, FRAG, Prerequisite.IPV6, 39, 8, false),

    ARP_SIP(KeyAttribute.ARP, "sip", 32, 4, 32, FieldFormat.IPV4, Prerequisite.ARP, 0, 32, true),
    ARP_TIP(KeyAttribute.ARP, "tip", 32, 4, 0, FieldFormat.IPV4, Prerequisite.ARP, 4, 32, true),
    ARP_OP(KeyAttribute.ARP, "op", 8, 9, 56, DECIMAL, Prerequisite.ARP, 8, 16, true),
    ARP_SHA(KeyAttribute.ARP, "sha", 48, 11, 16, MAC, Prerequisite.ARP, 10, 48, true),
    ARP_THA(KeyAttribute.ARP, "tha", 48, 12, 16, MAC, Prerequisite.ARP, 16, 48, true),

    TCP_SRC(KeyAttribute.TCP, "src", 16, 10, 48, DECIMAL, Prerequisite.TCP, 0, 16, true),
    TCP_DST(KeyAttribute.TCP, "dst", 16, 10, 32, DECIMAL, Prerequisite.TCP, 2, 16, true),
    UDP_SRC(KeyAttribute.UDP, "src", 16, 10, 48, DECIMAL, Prerequisite.UDP, 0, 16, true),
    UDP_DST(KeyAttribute.UDP, "dst", 16, 10, 32, DECIMAL, Prerequisite.UDP, 2, 16, true),
    SCTP_SRC(KeyAttribute.SCTP, "src", 16, 10, 48, DECIMAL, Prerequisite.SCTP, 0, 16, true),
    SCTP_DST(KeyAttribute.SCTP, "dst", 16, 10, 32, DECIMAL, Prerequisite.SCTP, 2, 16, true),
    ICMP_TYPE(KeyAttribute.ICMP, "type", 8, 10, 48, DECIMAL, Prerequisite.ICMP, 0, 8, true),
    ICMP_CODE(KeyAttribute.ICMP, "code", 8, 10, 32, DECIMAL, Prerequisite.ICMP, 1, 8, true),
    ICMPV6_TYPE(KeyAttribute.ICMPV6, "type", 8, 10, 48, DECIMAL, Prerequisite.ICMPV6, 0, 8, true),
    ICMPV6_CODE(KeyAttribute.ICMPV6, "code", 8, 10, 32, DECIMAL, Prerequisite.ICMPV6, 1, 8, true),
    TCP_FLAGS(KeyAttribute.TCP_FLAGS, "", 12, 10, 16, FieldFormat.TCP_FLAGS, Prerequisite.TCP, 0, 16, true);

    /** Words in a packed key. */
    public static final int WORDS = 13;

    private static final Map<KeyAttribute, List<FlowField>> BY_ATTRIBUTE = byAttribute();
    private static final Map<String, FlowField> BY_PATH = byPath();

    private final KeyAttribute attribute;
    private final String text;
    private final int width;
    private final int word;
    private final int shift;
    private final FieldFormat format;
    private final Prerequisite prerequisite;
    private final int netlinkOffset;
    private final int netlinkWidth;
    private final boolean maskable;

    FlowField(
            KeyAttribute attribute,
            String text,
            int width,
            int word,
            int shift,
            FieldFormat format,
            Prerequisite prerequisite,
            int netlinkOffset,
            int netlinkWidth,
            boolean maskable) {
        this.attribute = attribute;
        this.text = text;
        this.width = width;
        this.word = word;
        this.shift = shift;
        this.format = format;
        this.prerequisite = prerequisite;
        this.netlinkOffset = netlinkOffset;
        this.netlinkWidth = netlinkWidth;
        this.maskable = maskable;
    }

    /** The attribute that carries this field. */
    public KeyAttribute attribute() {
        return attribute;
    }

    /** The field's name inside its attribute in ODP text; empty where the attribute is the field. */
    public String text() {
        return text;
    }

    /** Width in bits in the packed key, 1 to 128. */
    public int width() {
        return width;
    }

    /** The word of the packed key that holds the field (the first of two for a width of 128). */
    public int word() {
        return word;
    }

    /** Bits below the field in its word. */
    public int shift() {
        return shift;
    }

    /** All ones in the field's width, not shifted; for a width of 128, of each of its words. */
    public long ones() {
        return width >= 64 ? -1L : (1L << width) - 1;
    }

    /** True where the field takes two words. */
    public boolean wide() {
        return width > 64;
    }

    /** How the value prints. */
    public FieldFormat format() {
        return format;
    }

    /** What must hold before the field means anything. */
    public Prerequisite prerequisite() {
        return prerequisite;
    }

    /** Byte offset inside the netlink attribute. */
    public int netlinkOffset() {
        return netlinkOffset;
    }

    /** Width in bits in the netlink attribute, which also bounds the number that text may give. */
    public int netlinkWidth() {
        return netlinkWidth;
    }

    /** False for fields that are matched whole or not at all. */
    public boolean maskable() {
        return maskable;
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
