package io.tandem.rte.device;

import io.tandem.backend.MissPlace;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The marks of packets that find no rule in a group, by the places that they are at. One thread at a time. */
final class GroupMarks {
    private final PlaceMarks marks;
    private final Map<Miss, Integer> given = new HashMap<>();

    private record Miss(int group, MissPlace place) {}

    /** For a life of a device that begins without rules. */
    GroupMarks(PlaceMarks marks) {
        this.marks = marks;
        marks.giveAllBack();
    }

    /** The mark of a group that rules use, and of a place, the same until {@link #end}; empty where all are given out. */
    OptionalInt of(int group, MissPlace place) {
        Miss miss = new Miss(group, place);
        Integer known = given.get(miss);
        if (known != null) {
            return OptionalInt.of(known);
        }
        OptionalInt fresh = marks.take(place);
        fresh.ifPresent(mark -> given.put(miss, mark));
        return fresh;
    }

    /** No rule stands in the group or jumps there any more. */
    void end(int group) {
        given.entrySet().removeIf(mark -> {
            boolean ended = mark.getKey().group() == group;
            if (ended) {
                marks.giveBack(mark.getValue());
            }
            return ended;
        });
    }

    /** No rule stands anywhere. */
    void forget() {
        given.clear();
        marks.giveAllBack();
    }
}
