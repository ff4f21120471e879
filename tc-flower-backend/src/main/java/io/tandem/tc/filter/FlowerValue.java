package io.tandem.tc.filter;

import io.tandem.flow.Bytes;
import java.util.Arrays;

/**
 * What a {@link FlowerKey} is compared with. Both in network order, both of the key's size; bits of the value outside
 * the mask are zero.
 *
 * @param value the bits wanted
 * @param mask the bits that count
 */
public record FlowerValue(Bytes value, Bytes mask) {
    public FlowerValue {
        if (value.size() != mask.size()) {
            throw new IllegalArgumentException(
                    "a value of " + value.size() + " bytes under a mask of " + mask.size() + " bytes");
        }
        value = masked(value, mask);
    }

    private static Bytes masked(Bytes value, Bytes mask) {
        int at = 0;
        while (at < value.size() && (value.at(at) & ~mask.at(at)) == 0) {
            at++;
        }
        if (at == value.size()) {
            return value;
        }
        byte[] content = value.toArray();
        for (int i = at; i < content.length; i++) {
            content[i] &= (byte) mask.at(i);
        }
        return Bytes.of(content);
    }

    /** A value of which every bit counts. */
    public static FlowerValue exact(Bytes value) {
        byte[] ones = new byte[value.size()];
        Arrays.fill(ones, (byte) 0xff);
        return new FlowerValue(value, Bytes.of(ones));
    }

    /** A number of up to eight bytes under a mask. */
    public static FlowerValue of(FlowerKey key, long value, long mask) {
        return new FlowerValue(Bytes.ofNumber(value, key.bytes()), Bytes.ofNumber(mask, key.bytes()));
    }

    /** A number of up to eight bytes of which every bit counts. */
    public static FlowerValue exact(FlowerKey key, long value) {
        return of(key, value, -1);
    }

    /** True where every bit counts. */
    public boolean isExact() {
        for (int i = 0; i < mask.size(); i++) {
            if (mask.at(i) != 0xff) {
                return false;
            }
        }
        return true;
    }

    /** The value as a number; the last eight bytes of a longer one. */
    public long number() {
        return number(value);
    }

    /** The mask as a number; the last eight bytes of a longer one. */
    public long maskNumber() {
        return number(mask);
    }

    private static long number(Bytes bytes) {
        long number = 0;
        for (int i = 0; i < bytes.size(); i++) {
            number = number << Byte.SIZE | bytes.at(i);
        }
        return number;
    }
}
