package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.filter.TunnelOptionMatch;
import io.tandem.tc.host.RefusedException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A match while it is made: the megaflow's bits that nothing has answered for yet, the flower keys so far, and the fields
 * in which these match less. Not thread-safe.
 */
final class MatchDraft {
    final FlowKey key;
    final FlowMask mask;
    final Map<FlowerKey, FlowerValue> values = new EnumMap<>(FlowerKey.class);
    final List<MplsEntry> mpls = new ArrayList<>();
    final List<TunnelOptionMatch> tunnelOptions = new ArrayList<>();
    final Set<FlowField> narrowed = EnumSet.noneOf(FlowField.class);
    private final long[] left;

    MatchDraft(FlowKey key, FlowMask mask) {
        this.key = key.masked(mask);
        this.mask = mask;
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

    /** The fields of which bits are still to be answered for, each once. */
    Set<FlowField> leftFields() {
        if (isDone()) {
            return Set.of();
        }
        Set<FlowField> fields = EnumSet.noneOf(FlowField.class);
        for (FlowField field : FlowField.values()) {
            if (isLeft(field)) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** True where nothing is left. */
    boolean isDone() {
        for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
            if (left[Long.numberOfTrailingZeros(rest)] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Compares the field bit by bit, as {@link MatchTable} says. */
    void compare(FlowField field) {
        if (looksAt(field)) {
            Optional<FlowerKey> flower = MatchTable.find(field);
            values.put(flower.orElseThrow(), MatchTable.value(flower.get(), field, key, mask));
            answer(field);
        }
    }

    /** Compares a key of at most eight bytes with a number. */
    void exact(FlowerKey flower, long value) {
        values.put(flower, FlowerValue.exact(flower, value));
    }

    /** Compares the field whole, or not at all. */
    void wholeOrNot(FlowField field) throws RefusedException {
        if (!looksAt(field)) {
            return;
        }
        if (!whole(field)) {
            throw partial(field);
        }
        exact(MatchTable.find(field).orElseThrow(), key.get(field));
        answer(field);
    }

    /** The mask has some bits of a field that flower takes whole. */
    RefusedException partial(FlowField field) {
        return new RefusedException(
                Refusal.Code.UNSUPPORTED_MASK,
                field.path(),
                "flower matches " + field.path() + " whole or not at all, the mask is 0x"
                        + Long.toHexString(mask.get(field)) + " of 0x" + Long.toHexString(field.ones()));
    }

    /** Flower has no key for the field. */
    static RefusedException unsupported(FlowField field, String sentence) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_FIELD, field.path(), sentence);
    }
}
