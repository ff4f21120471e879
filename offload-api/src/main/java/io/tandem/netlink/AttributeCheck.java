package io.tandem.netlink;

import io.tandem.flow.KeyAttribute;
import java.util.Optional;

/**
 * Checks that bytes are key attributes that are known, each of a length that it can have, so that they can be printed
 * and carried; not that they make sense as a flow.
 */
public final class AttributeCheck {
    private static final int MOST_NESTED = 32;

    /**
     * The match of these attributes.
     *
     * @throws NetlinkDecodeException where an attribute is unknown, has a wrong length, or bytes are left over
     */
    public static MatchAttributes match(byte[] key, byte[] mask) throws NetlinkDecodeException {
        level(new AttributeCursor(key), Optional.empty(), 1);
        level(new AttributeCursor(mask), Optional.empty(), 1);
        return new MatchAttributes(key, mask);
    }

    /** Checks what an attribute that nests others holds. */
    static void inside(KeyAttribute attribute, AttributeCursor cursor) throws NetlinkDecodeException {
        if (attribute.nests()) {
            level(cursor, Optional.of(attribute), 1);
        }
    }

    private static void level(AttributeCursor cursor, Optional<KeyAttribute> parent, int depth)
            throws NetlinkDecodeException {
        if (depth > MOST_NESTED) {
            throw new NetlinkDecodeException(
                    cursor.following(), "encap", "attributes nested deeper", "at most " + MOST_NESTED + " levels");
        }
        while (cursor.next()) {
            int type = cursor.type();
            Optional<KeyAttribute> known = parent.isPresent() ? parent.get().nested(type) : KeyAttribute.ofType(type);
            if (known.isEmpty()) {
                throw new NetlinkDecodeException(
                        cursor.start(),
                        parent.map(KeyAttribute::text).orElse(""),
                        "attribute " + type,
                        "an attribute of " + parent.map(KeyAttribute::path).orElse("a key"));
            }
            KeyAttribute attribute = known.get();
            boolean right = attribute.fits(cursor.length())
                    && (attribute != KeyAttribute.MPLS || MplsEntries.count(cursor.length()) > 0);
            if (!right) {
                throw new NetlinkDecodeException(
                        cursor.start(),
                        attribute.path(),
                        cursor.length() + " bytes",
                        attribute == KeyAttribute.MPLS ? "4, 8 or 12 bytes" : attribute.size() + " bytes");
            }
            if (attribute.nests()) {
                level(cursor.inside(), Optional.of(attribute), depth + 1);
            }
        }
        if (cursor.leftover() > 0) {
            throw new NetlinkDecodeException(
                    cursor.following(), "", cursor.leftover() + " bytes that are no attribute", "an attribute");
        }
    }

    private AttributeCheck() {}
}
