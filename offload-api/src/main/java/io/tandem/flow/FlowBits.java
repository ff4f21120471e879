package io.tandem.flow;

import java.util.StringJoiner;

/**
 * Reads and writes fields in an array of {@link FlowField#WORDS} words, at a base index, as the packet path keeps them
 * for a batch. Nothing here allocates but {@link #describe}.
 */
public final class FlowBits {
    /** The field's bits; for a field of two words the first, most significant one. */
    public static long get(long[] words, int base, FlowField field) {
        return words[base + field.word()] >>> field.shift() & field.ones();
    }

    /** Replaces the bits of a field of at most 64 bits; a value wider than the field is refused. */
    public static void set(long[] words, FlowField field, long value) {
        if (field.wide()) {
            throw new IllegalArgumentException(field.path() + " takes several words");
        }
        if ((value & ~field.ones()) != 0) {
            throw new IllegalArgumentException(
                    field.path() + " has " + field.width() + " bits, 0x" + Long.toHexString(value) + " has more");
        }
        words[field.word()] = words[field.word()] & ~(field.ones() << field.shift()) | value << field.shift();
    }

    /** Replaces the bits of a field of two words. */
    public static void set(long[] words, FlowField field, long high, long low) {
        if (field.words() != 2) {
            throw new IllegalArgumentException(field.path() + " does not take two words");
        }
        words[field.word()] = high;
        words[field.word() + 1] = low;
    }

    static String describe(FlowWords words) {
        StringJoiner text = new StringJoiner(",", "{", "}");
        for (int i = 0; i < FlowField.WORDS; i++) {
            if (words.word(i) != 0) {
                text.add(i + "=0x" + Long.toHexString(words.word(i)));
            }
        }
        return text.toString();
    }

    private FlowBits() {}
}
