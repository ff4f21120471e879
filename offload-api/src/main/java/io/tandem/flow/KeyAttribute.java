package io.tandem.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key attribute of the datapath ABI: the group of fields that travels as one netlink attribute and is written as one
 * {@code name(...)} in ODP text; and the attributes that some of them nest.
 *
 * <p>Source: linux/openvswitch.h, enum ovs_key_attr, ovs_tunnel_key_attr, ovs_nsh_key_attr; types 29 and 30 and the
 * tunnel's 16 are those of the userspace datapath, type 32 is the kernel's. The constants' order is the order in which a
 * datapath sends the attributes and ODP text prints them.
 */
public enum KeyAttribute {
    RECIRC_ID(20, "recirc_id", 4),
    DP_HASH(19, "dp_hash", 4),
    PRIORITY(2, "skb_priority", 4),
    TUNNEL(16, "tunnel", KeyAttribute.NESTED),
    IN_PORT(3, "in_port", 4),
    SKB_MARK(15, "skb_mark", 4),
    CT_STATE(22, "ct_state", 4),
    CT_ZONE(23, "ct_zone", 2),
    CT_MARK(24, "ct_mark", 4),
    CT_LABEL(25, "ct_label", 16),
    CT_TUPLE4(26, "ct_tuple4", 16),
    CT_TUPLE6(27, "ct_tuple6", 40),
    PACKET_TYPE(29, "packet_type", 4),
    ETHERNET(4, "eth", 12),
    ETHERTYPE(6, "eth_type", 2),
    VLAN(5, "vlan", 2),
    ENCAP(1, "encap", KeyAttribute.NESTED),
    /** The tag inside {@code encap(...)}: OVS_KEY_ATTR_VLAN once more, one level deeper. */
    CVLAN(5, "vlan", 2),
    IPV4(7, "ipv4", 12),
    IPV6(8, "ipv6", 40),
    /** OVS_KEY_ATTR_IPV6_EXTHDRS; Open vSwitch has no name for it and prints its number. */
    IPV6_EXTHDRS(32, "key32", 2),
    ARP(13, "arp", 24),
    MPLS(21, "mpls", KeyAttribute.VARIABLE),
    NSH(28, "nsh", KeyAttribute.NESTED),
    TCP(9, "tcp", 4),
    TCP_FLAGS(18, "tcp_flags", 2),
    UDP(10, "udp", 4),
    SCTP(17, "sctp", 4),
    ICMP(11, "icmp", 2),
    ICMPV6(12, "icmpv6", 2),
    ND(14, "nd", 28),
    ND_EXT(30, "nd_ext", 8),

    TUNNEL_ID(TUNNEL, 0, 8),
    TUNNEL_IPV4_SRC(TUNNEL, 1, 4),
    TUNNEL_IPV4_DST(TUNNEL, 2, 4),
    TUNNEL_IPV6_SRC(TUNNEL, 12, 16),
    TUNNEL_IPV6_DST(TUNNEL, 13, 16),
    TUNNEL_TOS(TUNNEL, 3, 1),
    TUNNEL_TTL(TUNNEL, 4, 1),
    TUNNEL_DONT_FRAGMENT(TUNNEL, 5, 0),
    TUNNEL_CSUM(TUNNEL, 6, 0),
    TUNNEL_TP_SRC(TUNNEL, 9, 2),
    TUNNEL_TP_DST(TUNNEL, 10, 2),
    TUNNEL_OAM(TUNNEL, 7, 0),
    TUNNEL_VXLAN(TUNNEL, 11, KeyAttribute.NESTED),
    TUNNEL_GENEVE(TUNNEL, 8, KeyAttribute.VARIABLE),
    TUNNEL_PAD(TUNNEL, 14, 0),
    TUNNEL_ERSPAN(TUNNEL, 15, 12),
    TUNNEL_GTPU(TUNNEL, 16, 2),
    VXLAN_GBP(TUNNEL_VXLAN, 1, 4),

    NSH_BASE(NSH, 1, 8),
    NSH_MD1(NSH, 2, 16),
    NSH_MD2(NSH, 3, KeyAttribute.VARIABLE);

    /** Size of an attribute that holds attributes. */
    public static final int NESTED = -1;

    /** Size of an attribute whose payload has no fixed length. */
    public static final int VARIABLE = -2;

    /** One more than the highest type of an attribute that no other nests. */
    public static final int TYPES = 33;

    private static final Map<String, KeyAttribute> BY_TEXT = byText();
    private static final Map<String, KeyAttribute> BY_PATH =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(KeyAttribute::path, a -> a));
    private static final List<Optional<KeyAttribute>> BY_TYPE = byType();
    private static final Map<KeyAttribute, List<Optional<KeyAttribute>>> NESTED_BY_TYPE = nestedByType();

    private final int netlinkType;
    private final String text;
    private final int size;
    private final @Nullable KeyAttribute parent;

    KeyAttribute(int netlinkType, String text, int size) {
        this.netlinkType = netlinkType;
        this.text = text;
        this.size = size;
        this.parent = null;
    }

    KeyAttribute(KeyAttribute parent, int netlinkType, int size) {
        this.netlinkType = netlinkType;
        this.text = parent.text;
        this.size = size;
        this.parent = parent;
    }

    /** The value of OVS_KEY_ATTR_*, OVS_TUNNEL_KEY_ATTR_* and their like in linux/openvswitch.h. */
    public int netlinkType() {
        return netlinkType;
    }

    /** The attribute's name in ODP text; of a nested one, the name of the attribute that nests it. */
    public String text() {
        return text;
    }

    /** A name that no other attribute has: {@code ipv4}, {@code cvlan}, {@code tunnel.id}, {@code nsh.base}. */
    public String path() {
        if (parent == null) {
            return this == CVLAN ? "cvlan" : text;
        }
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");
    }

    /** The attribute of that {@link #path()}. */
    public static Optional<KeyAttribute> atPath(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    /** Bytes of the payload, or {@link #NESTED}, or {@link #VARIABLE}. */
    public int size() {
        return size;
    }

    /** True where the payload holds attributes. */
    public boolean nests() {
        return size == NESTED;
    }

    /** True where a payload of so many bytes can be this attribute's. */
    public boolean fits(int bytes) {
        return size < 0 || size == bytes;
    }

    /** The attribute that nests this one. */
    public Optional<KeyAttribute> parent() {
        return Optional.ofNullable(parent);
    }

    /** The fields of this attribute in the order in which ODP text prints them. */
    public List<FlowField> fields() {
        return FlowField.of(this);
    }

    /** The attribute of that ODP name. */
    public static Optional<KeyAttribute> named(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    /** The attribute of that type which no other nests; {@link #VLAN} for both tags. */
    public static Optional<KeyAttribute> ofType(int type) {
        return type >= 0 && type < TYPES ? BY_TYPE.get(type) : Optional.empty();
    }

    /** The attribute of that type inside this one; {@code encap} holds what stands outside too. */
    public Optional<KeyAttribute> nested(int type) {
        if (this == ENCAP) {
            return ofType(type);
        }
        List<Optional<KeyAttribute>> types = NESTED_BY_TYPE.getOrDefault(this, List.of());
        return type >= 0 && type < types.size() ? types.get(type) : Optional.empty();
    }

    private static Map<String, KeyAttribute> byText() {
        Map<String, KeyAttribute> names = new LinkedHashMap<>();
        Arrays.stream(values()).filter(a -> a.parent == null).forEach(a -> names.putIfAbsent(a.text, a));
        return Collections.unmodifiableMap(names);
    }

    private static List<Optional<KeyAttribute>> byType() {
        return indexed(Arrays.stream(values())
                .filter(a -> a.parent == null && a != CVLAN)
                .toList());
    }

    private static Map<KeyAttribute, List<Optional<KeyAttribute>>> nestedByType() {
        Map<KeyAttribute, List<Optional<KeyAttribute>>> nested = new EnumMap<>(KeyAttribute.class);
        for (KeyAttribute parent : values()) {
            if (parent.nests() && parent != ENCAP) {
                nested.put(
                        parent,
                        indexed(Arrays.stream(values())
                                .filter(a -> a.parent == parent)
                                .toList()));
            }
        }
        return nested;
    }

    private static List<Optional<KeyAttribute>> indexed(List<KeyAttribute> attributes) {
        List<Optional<KeyAttribute>> types = new ArrayList<>(Collections.nCopies(TYPES, Optional.empty()));
        attributes.forEach(a -> types.set(a.netlinkType, Optional.of(a)));
        return List.copyOf(types);
    }
}
