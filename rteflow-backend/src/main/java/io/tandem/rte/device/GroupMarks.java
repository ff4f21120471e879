package io.tandem.rte.device;

import io.tandem.rte.host.GroupNumbers;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The marks of packets that find no rule in a group. One thread at a time. */
final class GroupMarks {
    private final PlaceMarks marks;
    private final GroupNumbers groups;
    private final Map<Integer, Integer> given = new HashMap<>();

    /** For a life of a device that begins without rules. */
    GroupMarks(PlaceMarks marks, GroupNumbers groups) {
        this.marks = marks;
        this.groups = groups;
        marks.giveAllBack();
    }

    /** The mark of a group that rules use, the same until {@link #end}; empty where all marks are given out. */
    OptionalInt of(int group) {
        Integer known = given.get(group);
        if (known != null) {
            return OptionalInt.of(known);
        }
        OptionalInt fresh = marks.take(groups.placeOf(group));
        fresh.ifPresent(mark -> given.put(group, mark));
        return fresh;
    }

    /** No rule stands in the group or jumps there any more. */
    void end(int group) {
        Integer mark = given.remove(group);
        if (mark != null) {
            marks.giveBack(mark);
        }
    }

    /** No rule stands anywhere. */
    void forget() {
        given.clear();
        marks.giveAllBack();
    }
}
