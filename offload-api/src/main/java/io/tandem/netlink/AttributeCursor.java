package io.tandem.netlink;

import java.util.Arrays;

/**
 * Walks a list of netlink attributes in a byte array: {@link #next()} moves to the first, then to each that follows.
 *
 * <p>Allocates nothing while it walks and never reads outside its range; a header that does not fit ends the walk with
 * {@link #leftover()} bytes. Used by one thread at a time. Source: linux/netlink.h, struct nlattr.
 */
public final class AttributeCursor {
    /** Bytes of an attribute's header. */
    public static final int HEADER = 4;

    /** Attributes start at multiples of this from the start of their list. */
    public static final int ALIGNMENT = 4;

    private static final int TYPE_MASK = 0x3fff;

    private byte[] bytes;
    private int following;
    private int end;
    private int start;
    private int type;
    private int payload;
    private int length;

    /** A walk over {@code bytes[from]} to {@code bytes[to - 1]}. */
    public AttributeCursor(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        over(bytes, from, to);
    }

    /** A walk over the whole array. */
    public AttributeCursor(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Begins another walk with the same object. */
    public final AttributeCursor over(byte[] other, int from, int to) {
        bytes = other;
        following = from;
        end = to;
        start = from;
        return this;
    }

    /** A walk over the attributes inside the current one. */
    public AttributeCursor inside() {
        return new AttributeCursor(bytes, payload, payload + length);
    }

    /** Moves on; false where the list ends or what follows is not an attribute. */
    public boolean next() {
        if (end - following < HEADER) {
            return false;
        }
        int size = u16(bytes, following);
        if (size < HEADER || size > end - following) {
            return false;
        }
        start = following;
        type = u16(bytes, following + 2) & TYPE_MASK;
        payload = following + HEADER;
        length = size - HEADER;
        following = Math.min(end, following + align(size));
        return true;
    }

    /** Bytes behind the last attribute that are not one; meaningful when {@link #next()} has answered false. */
    public int leftover() {
        return end - following;
    }

    /** Where the current attribute's header starts. */
    public int start() {
        return start;
    }

    /** Where the next attribute starts, or where the list breaks off. */
    public int following() {
        return following;
    }

    /** The current attribute's type, without the flags of the header. */
    public int type() {
        return type;
    }

    /** Where the current attribute's payload starts. */
    public int payload() {
        return payload;
    }

    /** Bytes of the current attribute's payload, 0 to 65,531. */
    public int length() {
        return length;
    }

    /** The bytes that are walked over. They must not be changed. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of the current attribute's payload. */
    public byte[] copy() {
        return Arrays.copyOfRange(bytes, payload, payload + length);
    }

    /** The payload's byte {@code at}, unsigned. */
    public int u8(int at) {
        return bytes[payload + at] & 0xff;
    }

    /** Two bytes of the payload in host order. */
    public int u16(int at) {
        return u16(bytes, payload + at);
    }

    /** Four bytes of the payload in host order. */
    public int u32(int at) {
        return u16(at) | u16(at + 2) << 16;
    }

    /** Two bytes of the payload in network order. */
    public int be16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** Four bytes of the payload in network order. */
    public int be32(int at) {
        return be16(at) << 16 | be16(at + 2);
    }

    /** The next multiple of {@link #ALIGNMENT}. */
    public static int align(int size) {
        return size + ALIGNMENT - 1 & -ALIGNMENT;
    }

    private static int u16(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }
}
