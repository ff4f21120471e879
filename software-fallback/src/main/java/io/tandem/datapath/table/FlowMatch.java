package io.tandem.datapath.table;

import io.tandem.flow.FlowKey;
import java.util.Arrays;

/**
 * What a packet's key is compared with: words of a mask and the masked key's words. The first {@value #BESIDE} of them are
 * fields, for all of a usual megaflow to lie in one place of memory with the counts behind it, and for the comparison to
 * have nothing that a processor could guess wrong. Immutable.
 */
abstract class FlowMatch {
    /** Words that lie in the flow itself. */
    private static final int BESIDE = 6;

    private static final int PLACE_BITS = 6;
    private static final int PLACE = (1 << PLACE_BITS) - 1;
    private static final long[] NONE = {};

    private final MaskWords mask;

    /** Which words of the key the fields are compared with, six bits for each. */
    private final long places;

    private final long bits0;
    private final long value0;
    private final long bits1;
    private final long value1;
    private final long bits2;
    private final long value2;
    private final long bits3;
    private final long value3;
    private final long bits4;
    private final long value4;
    private final long bits5;
    private final long value5;

    /** Values of the words behind these, or nothing. */
    private final long[] rest;

    FlowMatch(FlowKey key, MaskWords mask) {
        this.mask = mask;
        long[] values = mask.values(key);
        this.places = places(mask.map());
        this.bits0 = mask.bitsOrNone(0);
        this.bits1 = mask.bitsOrNone(1);
        this.bits2 = mask.bitsOrNone(2);
        this.bits3 = mask.bitsOrNone(3);
        this.bits4 = mask.bitsOrNone(4);
        this.bits5 = mask.bitsOrNone(5);
        this.value0 = at(values, 0);
        this.value1 = at(values, 1);
        this.value2 = at(values, 2);
        this.value3 = at(values, 3);
        this.value4 = at(values, 4);
        this.value5 = at(values, 5);
        this.rest = values.length <= BESIDE ? NONE : Arrays.copyOfRange(values, BESIDE, values.length);
    }

    private static long at(long[] values, int i) {
        return i < values.length ? values[i] : 0;
    }

    private static long places(long map) {
        long places = 0;
        int i = 0;
        for (long left = map; left != 0 && i < BESIDE; left &= left - 1) {
            places |= (long) Long.numberOfTrailingZeros(left) << PLACE_BITS * i++;
        }
        return places;
    }

    /** The words that the flow looks at. */
    public final MaskWords mask() {
        return mask;
    }

    /** The masked key's word {@code i}, counted as in {@link #mask}. */
    public final long value(int i) {
        return switch (i) {
            case 0 -> value0;
            case 1 -> value1;
            case 2 -> value2;
            case 3 -> value3;
            case 4 -> value4;
            case 5 -> value5;
            default -> rest[i - BESIDE];
        };
    }

    /** The key's word {@code index}, masked. */
    public final long word(int index) {
        return (mask.map() >>> index & 1) == 0 ? 0 : value(mask.place(index));
    }

    /** True where the packet's key agrees with the flow's in every bit of its mask. */
    public final boolean matches(long[] words, int base) {
        long difference = (words[base + place(0)] ^ value0) & bits0
                | (words[base + place(1)] ^ value1) & bits1
                | (words[base + place(2)] ^ value2) & bits2
                | (words[base + place(3)] ^ value3) & bits3
                | (words[base + place(4)] ^ value4) & bits4
                | (words[base + place(5)] ^ value5) & bits5;
        return difference == 0 && (rest.length == 0 || restMatches(words, base));
    }

    private boolean restMatches(long[] words, int base) {
        long difference = 0;
        int i = 0;
        for (long left = mask.map(); left != 0; left &= left - 1) {
            if (i >= BESIDE) {
                difference |= (words[base + Long.numberOfTrailingZeros(left)] ^ rest[i - BESIDE]) & mask.bits(i);
            }
            i++;
        }
        return difference == 0;
    }

    private int place(int i) {
        return (int) (places >>> PLACE_BITS * i) & PLACE;
    }

    /** Reads what {@link #matches} will, in each of the cache lines it may be in; means nothing. */
    final long touchMatch() {
        return places ^ value2 ^ value5;
    }
}
