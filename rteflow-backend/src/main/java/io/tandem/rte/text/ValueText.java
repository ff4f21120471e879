package io.tandem.rte.text;

import io.tandem.flow.Bytes;
import io.tandem.odp.AddressText;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.Member;
import io.tandem.rte.flow.Notation;
import java.util.HexFormat;

/** Values in testpmd's notations, both ways. Source: DPDK, app/test-pmd/cmdline_flow.c, parse_int and its neighbours. */
final class ValueText {
    private static final int MAC_SIZE = 6;
    private static final int IPV4_SIZE = 4;

    static String print(Notation notation, Bytes value) {
        return switch (notation) {
            case DECIMAL -> Long.toUnsignedString(FieldValue.number(value));
            case HEX -> hex(FieldValue.number(value));
            case MAC -> mac(value);
            case IPV4 -> AddressText.ipv4(FieldValue.number(value));
            case IPV6 -> AddressText.ipv6(value.toArray());
            case BYTES -> "0x" + value;
        };
    }

    /** A mask in the field's notation; numbers in hexadecimal. */
    static String printMask(Notation notation, Bytes mask) {
        return notation == Notation.DECIMAL ? hex(FieldValue.number(mask)) : print(notation, mask);
    }

    static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    static String mac(Bytes value) {
        return HexFormat.ofDelimiter(":").formatHex(value.toArray());
    }

    static String ip(Bytes value) {
        return print(value.size() == IPV4_SIZE ? Notation.IPV4 : Notation.IPV6, value);
    }

    /** Takes a value for a member of a struct. */
    static Bytes parse(Words words, Notation notation, Member member) throws RteParseException {
        return switch (notation) {
            case DECIMAL, HEX -> FieldValue.number(words.number(member.width()), member.bytes());
            case MAC -> parseMac(words);
            case IPV4 -> parseIpv4(words);
            case IPV6 -> parseIpv6(words);
            case BYTES -> parseBytes(words);
        };
    }

    static Bytes parseMac(Words words) throws RteParseException {
        try {
            byte[] bytes = HexFormat.ofDelimiter(":").parseHex(words.take());
            if (bytes.length == MAC_SIZE) {
                return Bytes.of(bytes);
            }
        } catch (IllegalArgumentException e) {
            throw words.back("an Ethernet address, as in 52:54:00:00:00:01");
        }
        throw words.back("an Ethernet address, as in 52:54:00:00:00:01");
    }

    static Bytes parseIpv4(Words words) throws RteParseException {
        String[] parts = words.take().split("\\.", -1);
        byte[] bytes = new byte[IPV4_SIZE];
        try {
            for (int i = 0; i < parts.length; i++) {
                int part = Integer.parseInt(parts[i]);
                if (parts.length != IPV4_SIZE || part < 0 || part > 255) {
                    throw words.back("an IPv4 address");
                }
                bytes[i] = (byte) part;
            }
        } catch (NumberFormatException e) {
            throw words.back("an IPv4 address");
        }
        return Bytes.of(bytes);
    }

    static Bytes parseIpv6(Words words) throws RteParseException {
        byte[] bytes = AddressText.parseIpv6(words.take());
        if (bytes.length == 0) {
            throw words.back("an IPv6 address");
        }
        return Bytes.of(bytes);
    }

    static Bytes parseIp(Words words, boolean four) throws RteParseException {
        return four ? parseIpv4(words) : parseIpv6(words);
    }

    static Bytes parseBytes(Words words) throws RteParseException {
        String text = words.take();
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        try {
            return Bytes.of(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw words.back("bytes of two hexadecimal digits each");
        }
    }

    /** As strtoumax with base 0. */
    static long parseNumber(String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
        return text.length() > 1 && text.charAt(0) == '0'
                ? Long.parseUnsignedLong(text, 8)
                : Long.parseUnsignedLong(text);
    }

    private ValueText() {}
}
