package io.tandem.rte.device;

import io.tandem.backend.MissPlace;
import io.tandem.backend.MissPlaces;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Gives marks to places, and back. The next free one is taken in turn, so a mark that was given back stands for its place
 * until all others were given out: longer than a packet is on its way. One thread gives, any reads.
 */
final class PlaceMarks implements MissPlaces {
    private final AtomicReferenceArray<MissPlace> places = new AtomicReferenceArray<>(MARKS);
    private final BitSet taken = new BitSet(MARKS);
    private int next;

    /** A mark for a place; empty where all are taken. */
    OptionalInt take(MissPlace place) {
        if (taken.cardinality() == MARKS) {
            return OptionalInt.empty();
        }
        int free = taken.nextClearBit(next);
        if (free >= MARKS) {
            free = taken.nextClearBit(0);
        }
        taken.set(free);
        next = free + 1;
        places.set(free, place);
        return OptionalInt.of(FIRST_MARK + free);
    }

    /** No rule marks packets with it any more. */
    void giveBack(int mark) {
        taken.clear(mark - FIRST_MARK);
    }

    /** No rule marks any packets. */
    void giveAllBack() {
        taken.clear();
    }

    @Override
    public MissPlace at(int mark) {
        int index = mark - FIRST_MARK;
        if (Integer.compareUnsigned(index, MARKS) >= 0) {
            return MissPlace.START;
        }
        MissPlace place = places.get(index);
        return place == null ? MissPlace.START : place;
    }
}
