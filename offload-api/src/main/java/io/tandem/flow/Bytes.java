package io.tandem.flow;

import java.util.Arrays;
import java.util.HexFormat;

/** Some bytes as an immutable value. */
public final class Bytes {
    /** No bytes. */
    public static final Bytes NONE = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** These bytes, copied. */
    public static Bytes of(byte... content) {
        return content.length == 0 ? NONE : new Bytes(content.clone());
    }

    /** The low bytes of a number, most significant first; zeros before them where more than eight are wanted. */
    public static Bytes ofNumber(long number, int size) {
        if (size == 0) {
            return NONE;
        }
        byte[] content = new byte[size];
        for (int i = 0; i < size && i < Long.BYTES; i++) {
            content[size - 1 - i] = (byte) (number >>> i * Byte.SIZE);
        }
        return new Bytes(content);
    }

    /** How many there are. */
    public int size() {
        return content.length;
    }

    /** True where there are none. */
    public boolean isEmpty() {
        return content.length == 0;
    }

    /** The byte at that index, unsigned. */
    public int at(int index) {
        return content[index] & 0xff;
    }

    /** A copy. */
    public byte[] toArray() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** The bytes in hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
