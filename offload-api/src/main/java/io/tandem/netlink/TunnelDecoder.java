package io.tandem.netlink;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.flow.TunnelFlag;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the attributes inside OVS_KEY_ATTR_TUNNEL into packed words. Source: Open vSwitch, odp_tun_key_from_attr__ in
 * lib/odp-util.c.
 */
final class TunnelDecoder {
    /** {@link FlowField#TUNNEL_FAMILY} of a tunnel over IPv4. */
    static final int IPV4 = 1;

    /** {@link FlowField#TUNNEL_FAMILY} of a tunnel over IPv6. */
    static final int IPV6 = 2;

    /** Bytes of Geneve options in a key. Source: RFC 8926 section 3.4, 63 words of 4 bytes. */
    static final int MOST_OPTIONS = 252;

    /**
     * Reads the attributes of a key, or those of its mask.
     *
     * @param version the key's ERSPAN version, which tells what the mask is of
     */
    static void decode(byte[] bytes, int from, int to, long[] words, boolean mask, long version)
            throws NetlinkDecodeException {
        AttributeCursor cursor = new AttributeCursor(bytes, from, to);
        long flags = 0;
        boolean ttl = false;
        boolean ipv6 = false;
        while (cursor.next()) {
            Optional<KeyAttribute> known = KeyAttribute.TUNNEL.nested(cursor.type());
            if (known.isEmpty()) {
                throw new NetlinkDecodeException(
                        cursor.start(), "tunnel", "attribute " + cursor.type(), "a tunnel attribute");
            }
            KeyAttribute attribute = known.get();
            if (!attribute.fits(cursor.length())) {
                throw new NetlinkDecodeException(
                        cursor.start(),
                        attribute.name().toLowerCase(Locale.ROOT),
                        cursor.length() + " bytes",
                        attribute.size() + " bytes");
            }
            switch (attribute) {
                case TUNNEL_DONT_FRAGMENT -> flags |= TunnelFlag.DONT_FRAGMENT.bit();
                case TUNNEL_CSUM -> flags |= TunnelFlag.CSUM.bit();
                case TUNNEL_OAM -> flags |= TunnelFlag.OAM.bit();
                case TUNNEL_VXLAN -> vxlan(cursor.inside(), bytes, words, mask);
                case TUNNEL_GENEVE -> geneve(cursor, bytes, words, mask);
                case TUNNEL_ERSPAN -> erspan(cursor, bytes, words, mask, version);
                default -> {
                    KeyStruct.unpack(bytes, attribute, cursor.payload(), words, mask);
                    flags |= attribute == KeyAttribute.TUNNEL_ID ? TunnelFlag.KEY.bit() : 0;
                    ttl |= attribute == KeyAttribute.TUNNEL_TTL;
                    ipv6 |= attribute == KeyAttribute.TUNNEL_IPV6_SRC || attribute == KeyAttribute.TUNNEL_IPV6_DST;
                }
            }
        }
        if (cursor.leftover() > 0) {
            throw new NetlinkDecodeException(
                    cursor.following(), "tunnel", cursor.leftover() + " bytes that are no attribute", "an attribute");
        }
        if (!ttl) {
            throw new NetlinkDecodeException(from, "tunnel", "no ttl", "tunnel(...) with ttl=");
        }
        KeyStruct.put(words, FlowField.TUNNEL_FLAGS, flags, 0);
        KeyStruct.put(words, FlowField.TUNNEL_FAMILY, family(words, mask, ipv6), 0);
    }

    /** A tunnel without an address is none, and what else its key says is left out of account. */
    private static long family(long[] words, boolean mask, boolean ipv6) {
        if (mask) {
            return FlowField.TUNNEL_FAMILY.ones();
        }
        int ipv6Source = FlowField.TUNNEL_IPV6_SRC.word();
        long addresses = words[FlowField.TUNNEL_IPV4_SRC.word()];
        for (int i = 0; i < 4; i++) {
            addresses |= words[ipv6Source + i];
        }
        return addresses == 0 ? 0 : ipv6 ? IPV6 : IPV4;
    }

    private static void vxlan(AttributeCursor cursor, byte[] bytes, long[] words, boolean mask)
            throws NetlinkDecodeException {
        while (cursor.next()) {
            if (cursor.type() != KeyAttribute.VXLAN_GBP.netlinkType()
                    || !KeyAttribute.VXLAN_GBP.fits(cursor.length())) {
                throw new NetlinkDecodeException(
                        cursor.start(),
                        "tunnel.vxlan",
                        "attribute " + cursor.type() + " of " + cursor.length() + " bytes",
                        "gbp, 4 bytes");
            }
            KeyStruct.unpack(bytes, KeyAttribute.VXLAN_GBP, cursor.payload(), words, mask);
        }
    }

    private static void geneve(AttributeCursor cursor, byte[] bytes, long[] words, boolean mask)
            throws NetlinkDecodeException {
        if (cursor.length() > MOST_OPTIONS || cursor.length() % 4 != 0) {
            throw new NetlinkDecodeException(
                    cursor.start(),
                    "tunnel.geneve",
                    cursor.length() + " bytes of options",
                    "a multiple of 4 up to " + MOST_OPTIONS);
        }
        int first = FlowField.TUNNEL_GENEVE_OPTIONS.word();
        for (int i = 0; i < cursor.length(); i++) {
            int shift = Long.SIZE - Byte.SIZE - i % Long.BYTES * Byte.SIZE;
            words[first + i / Long.BYTES] |= (bytes[cursor.payload() + i] & 0xffL) << shift;
        }
        KeyStruct.put(
                words,
                FlowField.TUNNEL_OPTIONS_LENGTH,
                mask ? FlowField.TUNNEL_OPTIONS_LENGTH.ones() : cursor.length(),
                0);
    }

    private static void erspan(AttributeCursor cursor, byte[] bytes, long[] words, boolean mask, long version) {
        put(words, FlowField.TUNNEL_ERSPAN_VERSION, bytes, cursor.payload());
        if ((mask ? version : KeyStruct.get(words, FlowField.TUNNEL_ERSPAN_VERSION)) == 1) {
            put(words, FlowField.TUNNEL_ERSPAN_INDEX, bytes, cursor.payload());
        } else {
            put(words, FlowField.TUNNEL_ERSPAN_DIRECTION, bytes, cursor.payload());
            put(words, FlowField.TUNNEL_ERSPAN_HARDWARE_ID, bytes, cursor.payload());
        }
    }

    private static void put(long[] words, FlowField field, byte[] bytes, int payload) {
        KeyStruct.put(words, field, field.slot().get(bytes, payload), 0);
    }

    private TunnelDecoder() {}
}
