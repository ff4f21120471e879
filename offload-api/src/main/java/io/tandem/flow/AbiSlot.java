package io.tandem.flow;

/**
 * Where a field lies in the payload of its netlink attribute: a number of {@code bytes} bytes at {@code offset}, in
 * network or host order, and in it {@code width} bits above {@code shift} lower ones.
 *
 * <p>Host order is that of the machines that the datapath ABI is spoken on here, little-endian.
 *
 * @param offset bytes before the number
 * @param bytes bytes of the number: 1, 2, 4, 6, 8 or 16; 0 where the field has no place in the attribute
 * @param shift bits below the field in the number
 * @param width bits of the field in the number
 * @param hostOrder true for host order, false for network order
 */
public record AbiSlot(int offset, int bytes, int shift, int width, boolean hostOrder) {
    /** Of a field that no netlink attribute carries as a number. */
    public static final AbiSlot NONE = new AbiSlot(0, 0, 0, 0, false);

    /** A number of so many bytes in network order. */
    public static AbiSlot network(int offset, int bytes) {
        return new AbiSlot(offset, bytes, 0, bytes * Byte.SIZE, false);
    }

    /** A number of so many bytes in host order. */
    public static AbiSlot host(int offset, int bytes) {
        return new AbiSlot(offset, bytes, 0, bytes * Byte.SIZE, true);
    }

    /** Some bits of this number. */
    public AbiSlot bits(int fromBit, int howMany) {
        return new AbiSlot(offset, bytes, fromBit, howMany, hostOrder);
    }

    /** The field's value in a payload that starts at {@code base}; of a 16-byte number the upper 64 bits. */
    public long get(byte[] payload, int base) {
        return bytes <= Long.BYTES
                ? number(payload, base, 0, bytes) >>> shift & ones()
                : number(payload, base, hostOrder ? Long.BYTES : 0, Long.BYTES);
    }

    /** The lower 64 bits of a 16-byte number, and zero for any other. */
    public long getLow(byte[] payload, int base) {
        return bytes <= Long.BYTES ? 0 : number(payload, base, hostOrder ? 0 : Long.BYTES, Long.BYTES);
    }

    /** Replaces the field's bits in a payload that starts at {@code base}; bits above the field's width are cut off. */
    public void put(byte[] payload, int base, long high, long low) {
        if (bytes > Long.BYTES) {
            putNumber(payload, base, hostOrder ? Long.BYTES : 0, Long.BYTES, high);
            putNumber(payload, base, hostOrder ? 0 : Long.BYTES, Long.BYTES, low);
        } else if (bytes > 0) {
            long rest = number(payload, base, 0, bytes) & ~(ones() << shift);
            putNumber(payload, base, 0, bytes, rest | (high & ones()) << shift);
        }
    }

    private long ones() {
        return width >= Long.SIZE ? -1L : (1L << width) - 1;
    }

    private long number(byte[] payload, int base, int from, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            int at = base + offset + from + (hostOrder ? size - 1 - i : i);
            value = value << Byte.SIZE | payload[at] & 0xffL;
        }
        return value;
    }

    private void putNumber(byte[] payload, int base, int from, int size, long value) {
        long rest = value;
        for (int i = size - 1; i >= 0; i--) {
            payload[base + offset + from + (hostOrder ? size - 1 - i : i)] = (byte) rest;
            rest >>>= Byte.SIZE;
        }
    }
}
