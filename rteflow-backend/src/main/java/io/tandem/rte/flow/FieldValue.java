package io.tandem.rte.flow;

import io.tandem.flow.Bytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a {@link RteField} is compared with. All are numbers of the field's size, most significant byte first; bits
 * outside the mask are zero.
 *
 * @param spec the bits wanted; with {@code last} the least number
 * @param mask the bits that count, of the packet, of {@code spec} and of {@code last}
 * @param last the greatest number wanted; empty where it is {@code spec}
 */
public record FieldValue(Bytes spec, Bytes mask, Optional<Bytes> last) {
    public FieldValue {
        spec = masked(spec, mask);
        Bytes least = spec;
        Optional<Bytes> greatest = last.map(bytes -> masked(bytes, mask));
        greatest.ifPresent(bytes -> {
            if (Arrays.compareUnsigned(bytes.toArray(), least.toArray()) < 0) {
                throw new IllegalArgumentException("a range from " + least + " to " + bytes);
            }
        });
        last = greatest.filter(bytes -> !bytes.equals(least));
    }

    /** A number of up to eight bytes under a mask. */
    public static FieldValue of(RteField field, long value, long mask) {
        int size = field.member().bytes();
        return of(number(value, size), number(mask & field.ones(), size));
    }

    /** A number of up to eight bytes of which every bit counts. */
    public static FieldValue exact(RteField field, long value) {
        return of(field, value, -1);
    }

    /** Numbers of up to eight bytes from the one to the other, under a mask. */
    public static FieldValue range(RteField field, long first, long last, long mask) {
        int size = field.member().bytes();
        return new FieldValue(number(first, size), number(mask & field.ones(), size), Optional.of(number(last, size)));
    }

    /** Bytes under a mask. */
    public static FieldValue of(Bytes spec, Bytes mask) {
        return new FieldValue(spec, mask, Optional.empty());
    }

    /** Bytes of which every bit counts. */
    public static FieldValue exact(Bytes spec) {
        byte[] ones = new byte[spec.size()];
        Arrays.fill(ones, (byte) 0xff);
        return of(spec, Bytes.of(ones));
    }

    /** True where every bit of that field counts and there is one value. */
    public boolean isExact(RteField field) {
        return last.isEmpty()
                && (field.member().width() == 0 || field.member().width() > Long.SIZE
                        ? exact(spec).mask.equals(mask)
                        : maskNumber() == field.ones());
    }

    /** The spec as a number; the last eight bytes of a longer one. */
    public long number() {
        return number(spec);
    }

    /** The mask as a number; the last eight bytes of a longer one. */
    public long maskNumber() {
        return number(mask);
    }

    /** A number as that many bytes. */
    public static Bytes number(long number, int bytes) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes && i < Long.BYTES; i++) {
            content[bytes - 1 - i] = (byte) (number >>> i * Byte.SIZE);
        }
        return Bytes.of(content);
    }

    /** Bytes as a number; the last eight of more. */
    public static long number(Bytes bytes) {
        long number = 0;
        for (int i = 0; i < bytes.size(); i++) {
            number = number << Byte.SIZE | bytes.at(i);
        }
        return number;
    }

    private static Bytes masked(Bytes value, Bytes mask) {
        if (value.size() != mask.size()) {
            throw new IllegalArgumentException(
                    "a value of " + value.size() + " bytes under a mask of " + mask.size() + " bytes");
        }
        byte[] masked = value.toArray();
        for (int i = 0; i < masked.length; i++) {
            masked[i] &= (byte) mask.at(i);
        }
        return Bytes.of(masked);
    }
}
