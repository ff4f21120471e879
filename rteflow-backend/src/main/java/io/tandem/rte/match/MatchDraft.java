package io.tandem.rte.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.FlowWords;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.host.RefusedException;
import io.tandem.rte.host.RteCapabilities;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * A match while it is made: the megaflow's bits that nothing has answered for yet, the pattern so far, and the fields in
 * which it matches less. Not thread-safe.
 */
final class MatchDraft {
    final FlowKey key;
    final FlowMask mask;
    final RteCapabilities capabilities;
    final PatternDraft pattern;
    final Set<FlowField> narrowed = EnumSet.noneOf(FlowField.class);
    private final long[] left;

    MatchDraft(FlowKey key, FlowMask mask, RteCapabilities capabilities) {
        this.key = key.masked(mask);
        this.mask = mask;
        this.capabilities = capabilities;
        pattern = new PatternDraft(capabilities);
        left = mask.toWords();
    }

    /** True where the megaflow looks at a bit of the field. */
    boolean looksAt(FlowField field) {
        return !mask.isZero(field);
    }

    /** True where the megaflow looks at every bit that the field can have in a packet. */
    boolean whole(FlowField field) {
        return mask.isExact(field);
    }

    /** The field's bits are answered for. */
    void answer(FlowField field) {
        for (int i = 0; i < field.words(); i++) {
            left[field.word() + i] &= ~(field.ones() << field.shift());
        }
    }

    /**
     * Those bits of the field that are still to be answered for are zero in every packet that the rule meets, so they
     * are answered for where zero is what is wanted.
     */
    void alwaysZero(FlowField field, String why) throws RefusedException {
        for (int i = 0; i < field.words(); i++) {
            int word = field.word() + i;
            if ((left[word] & key.word(word) & field.ones() << field.shift()) != 0) {
                throw new RefusedException(
                        Refusal.Code.PREREQUISITE, field.path(), "no packet can match " + field.path() + ": " + why);
            }
        }
        answer(field);
    }

    /** True where bits of the field are still to be answered for. */
    boolean isLeft(FlowField field) {
        for (int i = 0; i < field.words(); i++) {
            if ((left[field.word() + i] & field.ones() << field.shift()) != 0) {
                return true;
            }
        }
        return false;
    }

    /** True where nothing is left. */
    boolean isDone() {
        for (long word : left) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /** Compares the field bit by bit with the item's, where the megaflow looks at it; both are as wide. */
    void compare(FlowField field, RteField target) throws RefusedException {
        if (looksAt(field)) {
            pattern.add(target, value(field, target, key, mask), field.path());
            answer(field);
        }
    }

    /** Compares a field of the item, for what the megaflow says of another. */
    void exact(RteField target, long value, FlowField because) throws RefusedException {
        pattern.add(target, FieldValue.exact(target, value), because.path());
    }

    private static FieldValue value(FlowField field, RteField target, FlowKey key, FlowMask mask) {
        return field.wide()
                ? FieldValue.of(bytes(field, key), bytes(field, mask))
                : FieldValue.of(target, key.get(field), mask.get(field));
    }

    private static Bytes bytes(FlowField field, FlowWords words) {
        return Bytes.of(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(words.get(field))
                .putLong(words.getLow(field))
                .array());
    }

    /** The mask has some bits of a field that can only be matched whole. */
    RefusedException partial(FlowField field) {
        return new RefusedException(
                Refusal.Code.UNSUPPORTED_MASK,
                field.path(),
                "a rule matches " + field.path() + " whole or not at all, the mask is 0x"
                        + Long.toHexString(mask.get(field)) + " of 0x" + Long.toHexString(field.ones()));
    }

    /** rte_flow has nothing for the field. */
    static RefusedException unsupported(FlowField field, String sentence) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_FIELD, field.path(), sentence);
    }
}
