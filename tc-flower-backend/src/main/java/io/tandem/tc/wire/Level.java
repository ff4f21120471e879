package io.tandem.tc.wire;

import io.tandem.flow.Bytes;
import io.tandem.netlink.AttributeCursor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The attributes of one list by their numbers, and which of them have been read. Reused for list after list, by one
 * thread.
 */
final class Level {
    private static final int TYPES = 128;

    private final int[] payloads = new int[TYPES];
    private final int[] lengths = new int[TYPES];
    private final boolean[] read = new boolean[TYPES];
    private final AttributeCursor cursor = new AttributeCursor(new byte[0]);
    private byte[] bytes = new byte[0];
    private String name = "";
    private int from;
    private int to;

    /** Begins with the list in {@code bytes[from]} to {@code bytes[to - 1]}. */
    Level over(String levelName, byte[] other, int first, int end, List<UnreadAttribute> unread)
            throws TcDecodeException {
        name = levelName;
        bytes = other;
        from = first;
        to = end;
        Arrays.fill(payloads, -1);
        Arrays.fill(read, false);
        cursor.over(other, first, end);
        while (cursor.next()) {
            int type = cursor.type();
            if (type >= TYPES) {
                unread.add(new UnreadAttribute(name, type, Bytes.of(cursor.copy())));
                continue;
            }
            if (payloads[type] >= 0) {
                throw new TcDecodeException(cursor.start(), label(type), "it twice", "it once");
            }
            payloads[type] = cursor.payload();
            lengths[type] = cursor.length();
        }
        if (cursor.leftover() > 0) {
            throw new TcDecodeException(
                    cursor.following(), name, cursor.leftover() + " bytes that are no attribute", "the end");
        }
        return this;
    }

    /** Begins with the list inside an attribute of another level, which must be there. */
    Level inside(String levelName, Level outer, int type, List<UnreadAttribute> unread) throws TcDecodeException {
        outer.need(type, 0);
        return over(levelName, outer.bytes, outer.payload(type), outer.end(type), unread);
    }

    boolean has(int type) {
        return payloads[type] >= 0;
    }

    /** Notes that nobody needs to know of the attribute. */
    void ignore(int type) {
        read[type] = true;
    }

    /** Notes that the attribute could not be read after all. */
    void unread(int type) {
        read[type] = false;
    }

    /** Where the attribute's payload starts; it must be there. */
    int payload(int type) {
        return payloads[type];
    }

    /** Where the attribute's payload ends; it must be there. */
    int end(int type) {
        return payloads[type] + lengths[type];
    }

    int length(int type) {
        return lengths[type];
    }

    byte[] array() {
        return bytes;
    }

    String label(int type) {
        return name + " attribute " + type;
    }

    /** The attribute is there with at least so many bytes. */
    int need(int type, int size) throws TcDecodeException {
        read[type] = true;
        if (payloads[type] < 0) {
            throw new TcDecodeException(from, label(type), "none", "one");
        }
        if (lengths[type] < size) {
            throw wrong(type, lengths[type] + " bytes", size + " bytes");
        }
        return payloads[type];
    }

    /** The attribute is there with exactly so many bytes. */
    int exactly(int type, int size) throws TcDecodeException {
        need(type, size);
        if (lengths[type] != size) {
            throw wrong(type, lengths[type] + " bytes", size + " bytes");
        }
        return payloads[type];
    }

    TcDecodeException wrong(int type, String found, String expected) {
        return new TcDecodeException(payloads[type], label(type), found, expected);
    }

    int u8(int type) throws TcDecodeException {
        return bytes[exactly(type, 1)] & 0xff;
    }

    int u16(int type) throws TcDecodeException {
        return u16(bytes, exactly(type, Short.BYTES));
    }

    int be16(int type) throws TcDecodeException {
        return Short.toUnsignedInt(Short.reverseBytes((short) u16(type)));
    }

    int u32(int type) throws TcDecodeException {
        return u32(bytes, exactly(type, Integer.BYTES));
    }

    int be32(int type) throws TcDecodeException {
        return Integer.reverseBytes(u32(type));
    }

    long u64(int type) throws TcDecodeException {
        return u64(bytes, exactly(type, Long.BYTES));
    }

    OptionalInt optionalU8(int type) throws TcDecodeException {
        return has(type) ? OptionalInt.of(u8(type)) : OptionalInt.empty();
    }

    OptionalInt optionalU16(int type) throws TcDecodeException {
        return has(type) ? OptionalInt.of(u16(type)) : OptionalInt.empty();
    }

    OptionalInt optionalU32(int type) throws TcDecodeException {
        return has(type) ? OptionalInt.of(u32(type)) : OptionalInt.empty();
    }

    /** The attribute's bytes, exactly so many. */
    Bytes bytes(int type, int size) throws TcDecodeException {
        int at = exactly(type, size);
        return Bytes.of(Arrays.copyOfRange(bytes, at, at + size));
    }

    /** All of the attribute's bytes. */
    Bytes bytes(int type) throws TcDecodeException {
        int at = need(type, 0);
        return Bytes.of(Arrays.copyOfRange(bytes, at, end(type)));
    }

    /** All bytes of the list. */
    Bytes all() {
        return Bytes.of(Arrays.copyOfRange(bytes, from, to));
    }

    /** The word of a structure in the attribute, which {@link #need} has found long enough. */
    int word(int type, int at) {
        return u32(bytes, payloads[type] + at);
    }

    /** True where every attribute has been read. */
    boolean isRead() {
        for (int type = 0; type < TYPES; type++) {
            if (payloads[type] >= 0 && !read[type]) {
                return false;
            }
        }
        return true;
    }

    /** Adds what has not been read. */
    void addUnread(List<UnreadAttribute> unread) {
        for (int type = 0; type < TYPES; type++) {
            if (payloads[type] >= 0 && !read[type]) {
                unread.add(new UnreadAttribute(
                        name, type, Bytes.of(Arrays.copyOfRange(bytes, payloads[type], end(type)))));
            }
        }
    }

    static int u16(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << Byte.SIZE;
    }

    static int u32(byte[] bytes, int at) {
        return u16(bytes, at) | u16(bytes, at + Short.BYTES) << Short.SIZE;
    }

    static long u64(byte[] bytes, int at) {
        return Integer.toUnsignedLong(u32(bytes, at)) | (long) u32(bytes, at + Integer.BYTES) << Integer.SIZE;
    }
}
