package io.tandem.conformance.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Writes netlink attributes: a header of length and type in the byte order of the machine, the value, zeros up to a
 * multiple of four. What is wrong on purpose can be written too, as {@link #raw} bytes.
 *
 * <p>Source: struct nlattr of linux/netlink.h.
 */
public final class Attributes {
    static final int HEADER_BYTES = 4;
    private static final int ALIGNMENT = 4;
    private static final int LONGEST = 0xffff;

    private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

    /** What has been written so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** An attribute with these bytes as its value. */
    public Attributes put(int type, byte... value) {
        if (value.length + HEADER_BYTES > LONGEST) {
            throw new IllegalArgumentException("no attribute holds " + value.length + " bytes");
        }
        reserve(HEADER_BYTES + value.length + ALIGNMENT);
        bytes.putShort((short) (HEADER_BYTES + value.length))
                .putShort((short) type)
                .put(value);
        while (bytes.position() % ALIGNMENT != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    /** A byte. */
    public Attributes u8(int type, int value) {
        return put(type, (byte) value);
    }

    /** Two bytes in the order of the machine. */
    public Attributes u16(int type, int value) {
        return put(
                type,
                scratch(Short.BYTES, ByteOrder.nativeOrder())
                        .putShort((short) value)
                        .array());
    }

    /** Four bytes in the order of the machine. */
    public Attributes u32(int type, int value) {
        return put(
                type,
                scratch(Integer.BYTES, ByteOrder.nativeOrder()).putInt(value).array());
    }

    /** Two bytes, big-endian. */
    public Attributes be16(int type, int value) {
        return put(
                type,
                scratch(Short.BYTES, ByteOrder.BIG_ENDIAN)
                        .putShort((short) value)
                        .array());
    }

    /** Four bytes, big-endian. */
    public Attributes be32(int type, int value) {
        return put(
                type, scratch(Integer.BYTES, ByteOrder.BIG_ENDIAN).putInt(value).array());
    }

    /** Eight bytes, big-endian. */
    public Attributes be64(int type, long value) {
        return put(
                type, scratch(Long.BYTES, ByteOrder.BIG_ENDIAN).putLong(value).array());
    }

    /** A value given as hex digits; blanks between them are for the reader. */
    public Attributes hex(int type, String digits) {
        return put(type, HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    /** Text with the zero byte that ends it. */
    public Attributes text(int type, String value) {
        return put(type, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** An attribute that has no value. */
    public Attributes flag(int type) {
        return put(type);
    }

    /** An attribute whose value is attributes. */
    public Attributes nest(int type, Consumer<Attributes> inner) {
        Attributes nested = new Attributes();
        inner.accept(nested);
        return put(type, nested.toBytes());
    }

    /** Bytes as they are, without header or padding. */
    public Attributes raw(byte... value) {
        reserve(value.length);
        bytes.put(value);
        return this;
    }

    private void reserve(int more) {
        if (bytes.remaining() < more) {
            byte[] grown = Arrays.copyOf(bytes.array(), Math.max(2 * bytes.capacity(), bytes.position() + more));
            bytes = ByteBuffer.wrap(grown).order(ByteOrder.nativeOrder()).position(bytes.position());
        }
    }

    private static ByteBuffer scratch(int length, ByteOrder order) {
        return ByteBuffer.allocate(length).order(order);
    }
}
