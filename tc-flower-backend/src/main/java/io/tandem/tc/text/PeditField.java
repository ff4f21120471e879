package io.tandem.tc.text;

import io.tandem.tc.filter.PeditKey.Header;
import java.util.List;

/**
 * The one table of the fields that pedit names. Source: iproute2, tc/p_eth.c, p_ip.c, p_ip6.c, p_tcp.c, p_udp.c.
 *
 * @param header where it is
 * @param word its name
 * @param offset bytes from the header's beginning
 * @param bytes 1, 2, 4, or 6 and 16 for what is several words
 * @param retain the bits that change where nothing else is said
 * @param shift bits that the field is left of its byte's place
 * @param form how its value is written
 */
record PeditField(Header header, String word, int offset, int bytes, int retain, int shift, Form form) {
    /** How a value is written. */
    enum Form {
        NUMBER,
        /** A number that can be decremented. */
        COUNT,
        MAC,
        IPV4,
        IPV6
    }

    private static PeditField of(Header header, String word, int offset, int bytes, Form form) {
        return new PeditField(header, word, offset, bytes, all(bytes), 0, form);
    }

    private static PeditField bits(Header header, String word, int offset, int bytes, int retain) {
        return new PeditField(header, word, offset, bytes, retain, 0, Form.NUMBER);
    }

    /** All fields; of several for the same bits, the one printed comes first. */
    static final List<PeditField> ALL = List.of(
            of(Header.ETH, "dst", 0, 6, Form.MAC),
            of(Header.ETH, "src", 6, 6, Form.MAC),
            of(Header.ETH, "type", 12, 2, Form.NUMBER),
            of(Header.IP4, "src", 12, 4, Form.IPV4),
            of(Header.IP4, "dst", 16, 4, Form.IPV4),
            of(Header.IP4, "tos", 1, 1, Form.NUMBER),
            of(Header.IP4, "dsfield", 1, 1, Form.NUMBER),
            of(Header.IP4, "precedence", 1, 1, Form.NUMBER),
            of(Header.IP4, "ttl", 8, 1, Form.COUNT),
            of(Header.IP4, "protocol", 9, 1, Form.NUMBER),
            bits(Header.IP4, "ihl", 0, 1, 0x0f),
            bits(Header.IP4, "nofrag", 6, 1, 0x3f),
            bits(Header.IP4, "firstfrag", 6, 1, 0x1f),
            bits(Header.IP4, "ce", 6, 1, 0x80),
            bits(Header.IP4, "df", 6, 1, 0x40),
            bits(Header.IP4, "mf", 6, 1, 0x20),
            of(Header.IP6, "src", 8, 16, Form.IPV6),
            of(Header.IP6, "dst", 24, 16, Form.IPV6),
            new PeditField(Header.IP6, "traffic_class", 1, 1, 0xff, 4, Form.NUMBER),
            of(Header.IP6, "payload_len", 4, 2, Form.NUMBER),
            of(Header.IP6, "nexthdr", 6, 1, Form.NUMBER),
            of(Header.IP6, "hoplimit", 7, 1, Form.COUNT),
            bits(Header.IP6, "flow_lbl", 0, 4, 0x0007ffff),
            of(Header.TCP, "sport", 0, 2, Form.NUMBER),
            of(Header.TCP, "dport", 2, 2, Form.NUMBER),
            of(Header.TCP, "flags", 13, 1, Form.NUMBER),
            of(Header.UDP, "sport", 0, 2, Form.NUMBER),
            of(Header.UDP, "dport", 2, 2, Form.NUMBER));

    /** What the words {@code munge ip} also have where words do not say from which header they count. */
    static final List<PeditField> BEHIND_IPV4 = List.of(
            of(Header.IP4, "dport", 22, 2, Form.NUMBER),
            of(Header.IP4, "sport", 20, 2, Form.NUMBER),
            of(Header.IP4, "icmp_type", 20, 1, Form.NUMBER),
            of(Header.IP4, "icmp_code", 20, 1, Form.NUMBER));

    /** True where the field is several words of 32 bits. */
    boolean isLong() {
        return bytes > Integer.BYTES;
    }

    /** All bits of a field of so many bytes; of one that is several words, of a word. */
    static int all(int bytes) {
        return bytes >= Integer.BYTES ? -1 : (1 << bytes * Byte.SIZE) - 1;
    }

    /** Bits from the field's lowest to the lowest of its word of 32 bits. */
    int stride() {
        return stride(offset, bytes);
    }

    static int stride(int offset, int bytes) {
        return Byte.SIZE * (Integer.BYTES - bytes - Math.floorMod(offset, Integer.BYTES));
    }
}
