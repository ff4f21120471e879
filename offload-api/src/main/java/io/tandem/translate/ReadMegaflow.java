package io.tandem.translate;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import java.util.EnumSet;
import java.util.Set;

/**
 * The match of a megaflow while it is read from a rule: what is known of it so far, and the fields in which it matches
 * more. A backend adds what it reads. Not thread-safe.
 */
public class ReadMegaflow {
    private final long[] key = new long[FlowField.WORDS];
    private final long[] mask = new long[FlowField.WORDS];
    private final Set<FlowField> inexact = EnumSet.noneOf(FlowField.class);

    /** The values so far. */
    public final FlowKey key() {
        return FlowKey.ofWords(key);
    }

    /** The mask so far. */
    public final FlowMask mask() {
        return FlowMask.ofWords(mask);
    }

    /** The fields in which the megaflow matches other packets than the rule. */
    public final Set<FlowField> inexact() {
        return inexact;
    }

    /** The field has that value. */
    public final void exact(FlowField field, long value) {
        bits(field, value, field.ones());
    }

    /** The field has those bits; the others may be anything. */
    public final void bits(FlowField field, long value, long bits) {
        place(mask, field, bits);
        place(key, field, value & bits);
    }

    private static void place(long[] words, FlowField field, long bits) {
        words[field.word()] =
                words[field.word()] & ~(field.ones() << field.shift()) | (bits & field.ones()) << field.shift();
    }

    /** Bits of a word of the packed form are wanted too, beside those that are. */
    public final void addBits(int word, long value, long bits) {
        key[word] |= value & bits;
        mask[word] |= bits;
    }

    /** A field of two words has those values under those masks, the more significant word first. */
    public final void wide(FlowField field, long high, long low, long highMask, long lowMask) {
        key[field.word()] = high;
        key[field.word() + 1] = low;
        mask[field.word()] = highMask;
        mask[field.word() + 1] = lowMask;
    }
}
