package io.tandem.flow;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key attribute of the datapath ABI: the group of fields that travels as one netlink attribute and is written as one
 * {@code name(...)} in ODP text.
 *
 * <p>Source: linux/openvswitch.h, enum ovs_key_attr; the constants' order is the order in which ODP text prints them.
 */
public enum KeyAttribute {
    RECIRC_ID(20, "recirc_id"),
    IN_PORT(3, "in_port"),
    ETHERNET(4, "eth"),
    VLAN(5, "vlan"),
    ETHERTYPE(6, "eth_type"),
    ENCAP(1, "encap"),
    /** The tag inside {@code encap(...)}: OVS_KEY_ATTR_VLAN once more, one level deeper. */
    CVLAN(5, "vlan"),
    IPV4(7, "ipv4"),
    IPV6(8, "ipv6"),
    ARP(13, "arp"),
    TCP(9, "tcp"),
    UDP(10, "udp"),
    SCTP(17, "sctp"),
    ICMP(11, "icmp"),
    ICMPV6(12, "icmpv6"),
    TCP_FLAGS(18, "tcp_flags");

    private static final Map<String, KeyAttribute> BY_TEXT = byText();

    private final int netlinkType;
    private final String text;

    KeyAttribute(int netlinkType, String text) {
        this.netlinkType = netlinkType;
        this.text = text;
    }

    /** The value of OVS_KEY_ATTR_* in linux/openvswitch.h. */
    public int netlinkType() {
        return netlinkType;
    }

    /** The attribute's name in ODP text. */
    public String text() {
        return text;
    }

    /** The fields of this attribute in the order in which ODP text prints them. */
    public List<FlowField> fields() {
        return FlowField.of(this);
    }

    /** The attribute of that ODP name. */
    public static Optional<KeyAttribute> named(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    private static Map<String, KeyAttribute> byText() {
        Map<String, KeyAttribute> names = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(a -> names.putIfAbsent(a.text, a));
        return Collections.unmodifiableMap(names);
    }
}
