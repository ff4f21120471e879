package io.tandem.flow;

/**
 * Fragment state of an IP packet, as a key holds it: two bits, "is a fragment" and "is a later one".
 *
 * <p>Source: linux/openvswitch.h enum ovs_frag_type for {@link #abi()}; the bits are those of nw_frag in Open vSwitch.
 */
public enum Fragment {
    NO(0, 0, "no"),
    FIRST(1, Fragment.ANY_BIT, "first"),
    LATER(2, Fragment.ANY_BIT | Fragment.LATER_BIT, "later");

    /** Set in the key's bits for each fragment. */
    public static final int ANY_BIT = 1;

    /** Set in the key's bits for each fragment but the first. */
    public static final int LATER_BIT = 2;

    private final int abi;
    private final int bits;
    private final String text;

    Fragment(int abi, int bits, String text) {
        this.abi = abi;
        this.bits = bits;
        this.text = text;
    }

    /** The bits in the packed key. */
    public int bits() {
        return bits;
    }

    /** The value of OVS_FRAG_TYPE_*. */
    public int abi() {
        return abi;
    }

    /** The packed key's bits for a value of OVS_FRAG_TYPE_*; -1 where there is no such value. */
    public static int bitsOf(int abi) {
        return abi == NO.abi ? NO.bits : abi == FIRST.abi ? FIRST.bits : abi == LATER.abi ? LATER.bits : -1;
    }

    /** The state with those bits in a packed key; a key's bits are one of them. */
    public static Fragment ofBits(int bits) {
        return (bits & LATER_BIT) != 0 ? LATER : (bits & ANY_BIT) != 0 ? FIRST : NO;
    }

    /** The word in ODP text. */
    public String text() {
        return text;
    }
}
