package io.tandem.tc.act;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowWords;
import io.tandem.flow.KeyAttribute;
import io.tandem.tc.filter.PeditKey.Header;
import java.util.List;

/** Where the headers that pedit writes have the fields that sets rewrite, the order of bits being the wire's. */
enum HeaderLayout {
    ETHERNET(KeyAttribute.ETHERNET, Header.ETH, 12, at(FlowField.ETH_DST, 0), at(FlowField.ETH_SRC, 48)),
    IPV4(
            KeyAttribute.IPV4,
            Header.IP4,
            20,
            at(FlowField.IPV4_TOS, 8),
            at(FlowField.IPV4_TTL, 64),
            at(FlowField.IPV4_SRC, 96),
            at(FlowField.IPV4_DST, 128)),
    IPV6(
            KeyAttribute.IPV6,
            Header.IP6,
            40,
            at(FlowField.IPV6_TCLASS, 4),
            at(FlowField.IPV6_LABEL, 12),
            at(FlowField.IPV6_HLIMIT, 56),
            at(FlowField.IPV6_SRC, 64),
            at(FlowField.IPV6_DST, 192)),
    TCP(KeyAttribute.TCP, Header.TCP, 4, at(FlowField.TCP_SRC, 0), at(FlowField.TCP_DST, 16)),
    UDP(KeyAttribute.UDP, Header.UDP, 4, at(FlowField.UDP_SRC, 0), at(FlowField.UDP_DST, 16)),
    /** Over Ethernet, for IPv4; the operation's lower byte. */
    ARP(
            KeyAttribute.ARP,
            Header.NETWORK,
            28,
            at(FlowField.ARP_OP, 56),
            at(FlowField.ARP_SHA, 64),
            at(FlowField.ARP_SIP, 112),
            at(FlowField.ARP_THA, 144),
            at(FlowField.ARP_TIP, 192));

    /** A field, and bits in front of it. */
    private record Place(FlowField field, int bit) {}

    private final KeyAttribute attribute;
    private final Header header;
    private final int bytes;
    private final List<Place> places;

    HeaderLayout(KeyAttribute attribute, Header header, int bytes, Place... places) {
        this.attribute = attribute;
        this.header = header;
        this.bytes = bytes;
        this.places = List.of(places);
    }

    private static Place at(FlowField field, int bit) {
        return new Place(field, bit);
    }

    /** The attribute whose sets rewrite these fields. */
    KeyAttribute attribute() {
        return attribute;
    }

    /** The header that pedit counts from. */
    Header header() {
        return header;
    }

    /** Bytes up to the last field's end; a multiple of 4. */
    int bytes() {
        return bytes;
    }

    /** The bytes of a header with these fields, and zeros elsewhere. */
    byte[] pack(FlowWords words) {
        byte[] content = new byte[bytes];
        for (Place place : places) {
            if (place.field().wide()) {
                put(content, place.bit(), Long.SIZE, words.get(place.field()));
                put(content, place.bit() + Long.SIZE, Long.SIZE, words.getLow(place.field()));
            } else {
                put(content, place.bit(), place.field().width(), words.get(place.field()));
            }
        }
        return content;
    }

    /** The fields' bits of a header, as a key or mask has them. */
    long[] unpack(byte[] content) {
        long[] words = new long[FlowField.WORDS];
        for (Place place : places) {
            FlowField field = place.field();
            if (field.wide()) {
                words[field.word()] = get(content, place.bit(), Long.SIZE);
                words[field.word() + 1] = get(content, place.bit() + Long.SIZE, Long.SIZE);
            } else {
                words[field.word()] |= get(content, place.bit(), field.width()) << field.shift();
            }
        }
        return words;
    }

    private static void put(byte[] content, int bit, int width, long value) {
        int end = bit + width;
        for (int at = bit / Byte.SIZE; at * Byte.SIZE < end; at++) {
            int behind = end - (at + 1) * Byte.SIZE;
            content[at] |= (byte) (behind >= 0 ? value >>> behind : value << -behind);
        }
    }

    private static long get(byte[] content, int bit, int width) {
        long value = 0;
        for (int at = bit; at < bit + width; at++) {
            value = value << 1 | content[at / Byte.SIZE] >>> Byte.SIZE - 1 - at % Byte.SIZE & 1;
        }
        return value;
    }
}
