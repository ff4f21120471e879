package io.tandem.translate;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;

/** Which packets of a match are fragments. */
public enum Fragments {
    NONE,
    FIRST,
    LATER,
    ANY;

    private static final int BOTH_BITS = Fragment.ANY_BIT | Fragment.LATER_BIT;

    /**
     * What a megaflow asks of fragments, which is answered for then.
     *
     * @param field of IPv4 or of IPv6
     * @throws RefusedException where no packet is so, or only one of the two bits counts
     */
    public static Fragments of(MatchAccount match, FlowField field) throws RefusedException {
        long bits = match.mask().get(field) & BOTH_BITS;
        if (bits != 0 && bits != BOTH_BITS) {
            throw match.partial(field);
        }
        long value = match.key().get(field);
        if ((value & ~BOTH_BITS) != 0 || value == Fragment.LATER_BIT) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE, field.path(), "no packet has the fragment state " + value);
        }
        match.answer(field);
        if (bits == 0) {
            return ANY;
        }
        return switch (Fragment.ofBits((int) value)) {
            case NO -> NONE;
            case FIRST -> FIRST;
            case LATER -> LATER;
        };
    }
}
