package io.tandem.flow;

import java.util.Arrays;

/**
 * The packed form that keys and masks share: a presence map with a bit for each word that is not zero, and those words
 * in order. Immutable; equal words give equal objects of the same class.
 */
public abstract sealed class FlowWords permits FlowKey, FlowMask {
    private final long map;
    private final long[] present;

    FlowWords(long[] words) {
        if (words.length != FlowField.WORDS) {
            throw new IllegalArgumentException("a packed key has " + FlowField.WORDS + " words, not " + words.length);
        }
        long bits = 0;
        int count = 0;
        for (int i = 0; i < words.length; i++) {
            if (words[i] != 0) {
                bits |= 1L << i;
                count++;
            }
        }
        map = bits;
        present = new long[count];
        int next = 0;
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            present[next++] = words[Long.numberOfTrailingZeros(rest)];
        }
    }

    /** Bit i is set where word i is not zero. */
    public final long map() {
        return map;
    }

    /** Word {@code index} of the packed form. */
    public final long word(int index) {
        long bit = 1L << index;
        return (map & bit) == 0 ? 0 : present[Long.bitCount(map & (bit - 1))];
    }

    /** The field's bits as a number; for a field of two words the first, most significant one. */
    public final long get(FlowField field) {
        return word(field.word()) >>> field.shift() & field.ones();
    }

    /** The second, less significant word of a field of two words, and zero for any other. */
    public final long getLow(FlowField field) {
        return field.wide() ? word(field.word() + 1) : 0;
    }

    /** True where no bit of the field is set. */
    public final boolean isZero(FlowField field) {
        if (!field.wide()) {
            return get(field) == 0;
        }
        for (int i = 0; i < field.words(); i++) {
            if (word(field.word() + i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** All {@link FlowField#WORDS} words, in a new array. */
    public final long[] toWords() {
        long[] words = new long[FlowField.WORDS];
        int next = 0;
        for (long rest = map; rest != 0; rest &= rest - 1) {
            words[Long.numberOfTrailingZeros(rest)] = present[next++];
        }
        return words;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof FlowWords that
                && getClass() == that.getClass()
                && map == that.map
                && Arrays.equals(present, that.present);
    }

    @Override
    public final int hashCode() {
        return Long.hashCode(map) * 31 + Arrays.hashCode(present);
    }
}
