package io.tandem.datapath.openflow;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Fragment;
import io.tandem.odp.AddressText;
import io.tandem.odp.FlagText;
import java.util.Map;

/** How the value of a field is written in OpenFlow match text. Source: Open vSwitch lib/match.c, the format functions. */
enum ValueFormat {
    DECIMAL,
    /** Hexadecimal with {@code 0x}, zero as {@code 0}. */
    HEX,
    /** Hexadecimal with {@code 0x}, also for zero. */
    PREFIXED_HEX,
    /** Hexadecimal without {@code 0x}. */
    BARE_HEX,
    /** Four digits behind {@code 0x}. */
    HEX4,
    /** Five digits behind {@code 0x}. */
    HEX5,
    /** Hexadecimal of 128 bits without leading zeros, zero as {@code 0}. */
    HEX128,
    MAC,
    IPV4_ADDRESS,
    IPV6_ADDRESS,
    /** Names of the bits that are set with {@code |} between them. */
    FLAGS,
    FRAGMENT,
    /** The upper six bits of a traffic class where they stand. */
    DSCP,
    /** The lower two. */
    ECN,
    /** A whole MPLS entry in decimal; the field is its lowest. */
    MPLS_ENTRY,
    /** A port number, or the name of a reserved one. */
    PORT,
    /** Namespace and type of a packet that does not start with an Ethernet header. */
    PACKET_TYPE_PAIR,
    /** The word for packets that do. */
    ETHERNET_WORD,
    /** The word for the Ethernet type, and for the transport protocol where it has one. */
    PROTOCOL_WORD,
    /** A field whose bits another field of the key has. */
    ZERO;

    /** Source: OpenFlow 1.5 section 7.2.1 "Port Structures", in the 16 bits that Open vSwitch prints; UNSET is its own. */
    private static final Map<Integer, String> RESERVED_PORTS = Map.of(
            0xfff7, "UNSET",
            0xfff8, "IN_PORT",
            0xfff9, "TABLE",
            0xfffa, "NORMAL",
            0xfffb, "FLOOD",
            0xfffc, "ALL",
            0xfffd, "CONTROLLER",
            0xfffe, "LOCAL",
            0xffff, "ANY");

    String print(FlowKey key, FlowField field) {
        long value = key.get(field);
        return switch (this) {
            case DECIMAL -> Long.toString(value);
            case HEX -> hex(value);
            case PREFIXED_HEX -> "0x" + Long.toHexString(value);
            case BARE_HEX -> Long.toHexString(value);
            case HEX4 -> "0x%04x".formatted(value);
            case HEX5 -> "0x%05x".formatted(value);
            case HEX128 ->
                value == 0
                        ? hex(key.getLow(field))
                        : "0x" + Long.toHexString(value) + "%016x".formatted(key.getLow(field));
            case MAC -> AddressText.mac(value);
            case IPV4_ADDRESS -> AddressText.ipv4(value);
            case IPV6_ADDRESS -> AddressText.ipv6(value, key.getLow(field));
            case FLAGS -> FlagText.print((int) value, field.format().flags(), '|');
            case FRAGMENT -> Fragment.ofBits((int) value).text();
            case DSCP -> Long.toString(value & 0xfc);
            case ECN -> Long.toString(value & 3);
            case MPLS_ENTRY -> Long.toString(key.word(field.word()) >>> field.shift() & 0xffffffffL);
            case PORT -> RESERVED_PORTS.getOrDefault((int) value, Long.toString(value));
            case PACKET_TYPE_PAIR -> "(" + small(value) + "," + small(key.get(FlowField.PACKET_TYPE_ID)) + ")";
            case ETHERNET_WORD -> "eth";
            case PROTOCOL_WORD -> ProtocolWord.of(key);
            case ZERO -> "0";
        };
    }

    private static String hex(long value) {
        return value == 0 ? "0" : "0x" + Long.toHexString(value);
    }

    private static String small(long value) {
        return value > 9 ? "0x" + Long.toHexString(value) : Long.toString(value);
    }
}
