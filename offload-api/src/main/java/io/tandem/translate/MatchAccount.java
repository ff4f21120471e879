package io.tandem.translate;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The match of a megaflow while a rule is made of it: the bits that nothing has answered for yet, and the fields in which
 * the rule matches less. A backend adds what its rule matches by. Not thread-safe.
 */
public class MatchAccount {
    /** Any value may be there. */
    public static final int UNKNOWN = -1;

    private final FlowKey key;
    private final FlowMask mask;
    private final String matcher;
    private final Set<FlowField> narrowed = EnumSet.noneOf(FlowField.class);
    private final long[] left;

    /**
     * An account in which every bit of the mask is open.
     *
     * @param matcher who matches, for refusals: {@code flower}
     */
    protected MatchAccount(FlowKey key, FlowMask mask, String matcher) {
        this.key = key.masked(mask);
        this.mask = mask;
        this.matcher = matcher;
        left = mask.toWords();
    }

    /** The megaflow's values, under its mask. */
    public final FlowKey key() {
        return key;
    }

    /** The megaflow's mask. */
    public final FlowMask mask() {
        return mask;
    }

    /** The fields in which the rule matches less, in their order. */
    public final List<FlowField> narrowed() {
        return List.copyOf(narrowed);
    }

    /** The rule matches less in that field. */
    public final void narrow(FlowField field) {
        narrowed.add(field);
    }

    /** True where the megaflow looks at a bit of the field. */
    public final boolean looksAt(FlowField field) {
        return !mask.isZero(field);
    }

    /** True where the megaflow looks at every bit that the field can have in a packet. */
    public final boolean whole(FlowField field) {
        return mask.isExact(field);
    }

    /** EtherType of the network header; {@link #UNKNOWN} where the megaflow does not look at it. */
    public final int etherType() {
        return looksAt(FlowField.ETH_TYPE) ? (int) key.get(FlowField.ETH_TYPE) : UNKNOWN;
    }

    /** The field's bits are answered for. */
    public final void answer(FlowField field) {
        for (int i = 0; i < field.words(); i++) {
            left[field.word() + i] &= ~(field.ones() << field.shift());
        }
    }

    /**
     * Those bits of the field that are still to be answered for are zero in every packet that the rule meets, so they
     * are answered for where zero is what is wanted.
     */
    public final void alwaysZero(FlowField field, String why) throws RefusedException {
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
    public final boolean isLeft(FlowField field) {
        for (int i = 0; i < field.words(); i++) {
            if ((left[field.word() + i] & field.ones() << field.shift()) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The fields of which bits are still to be answered for, each once. */
    public final Set<FlowField> leftFields() {
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
    public final boolean isDone() {
        for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
            if (left[Long.numberOfTrailingZeros(rest)] != 0) {
                return false;
            }
        }
        return true;
    }

    /** The mask has some bits of a field that can only be matched whole. */
    public final RefusedException partial(FlowField field) {
        return new RefusedException(
                Refusal.Code.UNSUPPORTED_MASK,
                field.path(),
                matcher + " matches " + field.path() + " whole or not at all, the mask is 0x"
                        + Long.toHexString(mask.get(field)) + " of 0x" + Long.toHexString(field.ones()));
    }

    /** There is nothing for the field to be matched by. */
    public static RefusedException unsupported(FlowField field, String sentence) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_FIELD, field.path(), sentence);
    }
}
