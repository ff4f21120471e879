package io.tandem.rte.flow;

import io.tandem.flow.Bytes;
import java.util.Arrays;

/**
 * Where a number lies in a C struct of DPDK.
 *
 * @param name the member's path in the struct, as C writes it ({@code hdr.src_addr}); empty where the struct is the number
 * @param offset bytes before it
 * @param size bytes that hold it; 8 for a pointer
 * @param shift bits below it in those bytes, read as one number in the order that {@code form} says
 * @param width its bits; 0 for what a pointer leads to
 * @param form how the bytes are ordered
 */
public record Member(String name, int offset, int size, int shift, int width, Form form) {
    /** No number. */
    static final Member NOTHING = new Member("", 0, 0, 0, 0, Form.HOST);

    /** How bytes are ordered. */
    public enum Form {
        /** Big-endian, as on the wire. */
        NETWORK,
        /** As the processor has it. Bit fields of C are bits of such a number, the first the lowest (x86-64, AArch64). */
        HOST,
        /** A pointer to bytes that are as on the wire. */
        POINTER
    }

    /** All bits of big-endian bytes. */
    static Member network(String name, int offset, int size) {
        return new Member(name, offset, size, 0, size * Byte.SIZE, Form.NETWORK);
    }

    /** All bits of bytes in the processor's order. */
    static Member host(String name, int offset, int size) {
        return new Member(name, offset, size, 0, size * Byte.SIZE, Form.HOST);
    }

    /** A pointer to bytes. */
    static Member pointer(String name, int offset) {
        return new Member(name, offset, Long.BYTES, 0, 0, Form.POINTER);
    }

    /** Some of the bits. */
    Member bits(int otherShift, int otherWidth) {
        return new Member(name, offset, size, otherShift, otherWidth, form);
    }

    /** Bytes that a value of this member takes; 0 where they vary. */
    public int bytes() {
        return (width + Byte.SIZE - 1) / Byte.SIZE;
    }

    /**
     * Writes a value among bytes of the struct; bits beside it stay as they are.
     *
     * @param image the struct, on a little-endian processor
     * @param base where it begins
     * @param value a number of {@link #bytes} bytes, most significant first
     */
    public void write(byte[] image, int base, Bytes value) {
        if (width > Long.SIZE) {
            System.arraycopy(value.toArray(), 0, image, base + offset, size);
            return;
        }
        long ones = width == Long.SIZE ? -1 : (1L << width) - 1;
        long number = load(image, base) & ~(ones << shift) | (FieldValue.number(value) & ones) << shift;
        for (int i = 0; i < size; i++) {
            image[base + offset + i] = (byte) (number >>> Byte.SIZE * (form == Form.NETWORK ? size - 1 - i : i));
        }
    }

    /** Reads what {@link #write} wrote. */
    public Bytes read(byte[] image, int base) {
        if (width > Long.SIZE) {
            return Bytes.of(Arrays.copyOfRange(image, base + offset, base + offset + size));
        }
        long ones = width == Long.SIZE ? -1 : (1L << width) - 1;
        return FieldValue.number(load(image, base) >>> shift & ones, bytes());
    }

    private long load(byte[] image, int base) {
        long number = 0;
        for (int i = 0; i < size; i++) {
            int at = form == Form.NETWORK ? i : size - 1 - i;
            number = number << Byte.SIZE | image[base + offset + at] & 0xff;
        }
        return number;
    }

    /** True where both have a bit in common. */
    boolean overlaps(Member other) {
        if (offset + size <= other.offset || other.offset + other.size <= offset) {
            return false;
        }
        boolean same = offset == other.offset && size == other.size;
        return !same || shift < other.shift + other.width && other.shift < shift + width || form == Form.POINTER;
    }
}
