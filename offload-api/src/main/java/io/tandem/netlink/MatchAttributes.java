package io.tandem.netlink;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A match as the datapath ABI carries it: the attributes of its key and of its mask, each a list of netlink attributes.
 *
 * <p>This is the form between the codecs. It keeps what was written, also where it makes no sense as a flow (an
 * attribute twice, a field without its prerequisite); {@link MatchDecoder} and
 * the validator say whether it does. Immutable.
 */
public final class MatchAttributes {
    private final byte[] key;
    private final byte[] mask;

    /**
     * Takes copies.
     *
     * @param key attributes of the key (OVS_FLOW_ATTR_KEY's payload)
     * @param mask attributes of the mask (OVS_FLOW_ATTR_MASK's payload); empty where none is given, which means exact
     */
    public MatchAttributes(byte[] key, byte[] mask) {
        this.key = key.clone();
        this.mask = mask.clone();
    }

    /** The key's attributes. */
    public byte[] key() {
        return key.clone();
    }

    /** The mask's attributes. */
    public byte[] mask() {
        return mask.clone();
    }

    /** The same key without a mask. */
    public MatchAttributes exact() {
        return new MatchAttributes(key, new byte[0]);
    }

    /** True where there is a mask. */
    public boolean masked() {
        return mask.length > 0;
    }

    /** A walk over the key's attributes. */
    public AttributeCursor keyCursor() {
        return new AttributeCursor(key);
    }

    /** A walk over the mask's attributes. */
    public AttributeCursor maskCursor() {
        return new AttributeCursor(mask);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MatchAttributes that && Arrays.equals(key, that.key) && Arrays.equals(mask, that.mask);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + Arrays.hashCode(mask);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "MatchAttributes[key=" + hex.formatHex(key) + ", mask=" + hex.formatHex(mask) + "]";
    }
}
