package io.tandem.netlink;

import io.tandem.flow.Bytes;
import java.util.Arrays;

/** Writes a list of netlink attributes. Grows as needed. Used by one thread. */
public final class AttributeWriter {
    /** Most bytes of an attribute's payload: the header's length field has 16 bits. */
    public static final int MOST = 65_535 - AttributeCursor.HEADER;

    private byte[] bytes = new byte[256];
    private int size;
    private int padding;

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** Takes back what was written behind the first {@code bytes}. */
    public void truncate(int length) {
        size = length;
        padding = 0;
    }

    /** What was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Copies what was written to {@code target[at]} and behind, which must have room for {@link #size} bytes. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, size);
    }

    /** An attribute without a payload. */
    public AttributeWriter flag(int type) {
        reserve(type, 0);
        return this;
    }

    /** An attribute with this payload. */
    public AttributeWriter put(int type, byte[] payload) {
        int at = reserve(type, payload.length);
        System.arraycopy(payload, 0, bytes, at, payload.length);
        return this;
    }

    /** An attribute with this payload. */
    public AttributeWriter put(int type, Bytes payload) {
        int at = reserve(type, payload.size());
        for (int i = 0; i < payload.size(); i++) {
            bytes[at + i] = (byte) payload.at(i);
        }
        return this;
    }

    /** An attribute of one byte. */
    public AttributeWriter putU8(int type, int value) {
        int at = reserve(type, 1);
        bytes[at] = (byte) value;
        return this;
    }

    /** An attribute of two bytes in host order. */
    public AttributeWriter putU16(int type, int value) {
        int at = reserve(type, Short.BYTES);
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        return this;
    }

    /** An attribute of two bytes in network order. */
    public AttributeWriter putBe16(int type, int value) {
        int at = reserve(type, Short.BYTES);
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
        return this;
    }

    /** An attribute of four bytes in host order. */
    public AttributeWriter putU32(int type, int value) {
        u32(reserve(type, Integer.BYTES), value);
        return this;
    }

    /** An attribute of four bytes in network order. */
    public AttributeWriter putBe32(int type, int value) {
        return putU32(type, Integer.reverseBytes(value));
    }

    /** An attribute of eight bytes in host order. */
    public AttributeWriter putU64(int type, long value) {
        int at = reserve(type, Long.BYTES);
        u32(at, (int) value);
        u32(at + Integer.BYTES, (int) (value >>> Integer.SIZE));
        return this;
    }

    /** Adds four bytes in host order: to the attribute that {@link #start} has opened, or before the first. */
    public AttributeWriter appendU32(int value) {
        grow(Integer.BYTES);
        u32(size, value);
        size += Integer.BYTES;
        return this;
    }

    /** Adds payload to the attribute that {@link #start} has opened, and pads it. */
    public AttributeWriter append(byte[] payload) {
        int padded = AttributeCursor.align(payload.length);
        grow(padded);
        Arrays.fill(bytes, size, size + padded, (byte) 0);
        System.arraycopy(payload, 0, bytes, size, payload.length);
        size += padded;
        padding = padded - payload.length;
        return this;
    }

    /** Copies attributes that are complete already. */
    public AttributeWriter putAll(byte[] attributes) {
        grow(attributes.length);
        System.arraycopy(attributes, 0, bytes, size, attributes.length);
        size += attributes.length;
        return this;
    }

    /** Opens an attribute whose payload is what follows until {@link #end}; answers what to close it with. */
    public int start(int type) {
        int start = size;
        reserve(type, 0);
        return start;
    }

    /** Closes the attribute that {@link #start} opened there. */
    public AttributeWriter end(int start) {
        int length = size - start - padding;
        padding = 0;
        if (length - AttributeCursor.HEADER > MOST) {
            throw new IllegalStateException("an attribute of " + length + " bytes; check payload() before closing it");
        }
        header(start, length, -1);
        return this;
    }

    /** Bytes in the attribute that {@link #start} opened there, so far. */
    public int payload(int start) {
        return size - start - AttributeCursor.HEADER;
    }

    private int reserve(int type, int length) {
        if (length > MOST) {
            throw new IllegalArgumentException("an attribute cannot have " + length + " bytes of payload");
        }
        int total = AttributeCursor.HEADER + length;
        int padded = AttributeCursor.align(total);
        grow(padded);
        Arrays.fill(bytes, size, size + padded, (byte) 0);
        header(size, total, type);
        int payload = size + AttributeCursor.HEADER;
        size += padded;
        return payload;
    }

    private void u32(int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> i * Byte.SIZE);
        }
    }

    private void header(int at, int length, int type) {
        bytes[at] = (byte) length;
        bytes[at + 1] = (byte) (length >>> 8);
        if (type >= 0) {
            bytes[at + 2] = (byte) type;
            bytes[at + 3] = (byte) (type >>> 8);
        }
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
