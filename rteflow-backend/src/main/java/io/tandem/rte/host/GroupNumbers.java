package io.tandem.rte.host;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Gives out groups from 1 on, the lowest that is free. Thread-safe. */
public final class GroupNumbers implements RteGroups {
    private final int last;
    private final Map<GroupPlace, Integer> groups = new HashMap<>();
    private final Map<Integer, GroupPlace> owners = new HashMap<>();

    /** With groups 0 to {@code last}. */
    public GroupNumbers(int last) {
        this.last = last;
    }

    @Override
    public synchronized OptionalInt groupOf(GroupPlace place) {
        OptionalInt group = preview(place);
        if (group.isPresent() && group.getAsInt() != 0) {
            groups.put(place, group.getAsInt());
            owners.put(group.getAsInt(), place);
        }
        return group;
    }

    /** The group that {@link #groupOf} would answer; none is taken for it. */
    public synchronized OptionalInt preview(GroupPlace place) {
        if (place.equals(GroupPlace.START)) {
            return OptionalInt.of(0);
        }
        Integer known = groups.get(place);
        return known == null ? free() : OptionalInt.of(known);
    }

    private OptionalInt free() {
        if (owners.size() >= last) {
            return OptionalInt.empty();
        }
        int free = 1;
        while (owners.containsKey(free)) {
            free++;
        }
        return OptionalInt.of(free);
    }

    /** Where packets are that come to a group; {@link GroupPlace#START} where it stands for nothing else. */
    public synchronized GroupPlace placeOf(int group) {
        return owners.getOrDefault(group, GroupPlace.START);
    }

    /** Frees all groups. */
    public synchronized void clear() {
        groups.clear();
        owners.clear();
    }

    /** Frees a group that no rule uses any more. */
    public synchronized void release(int group) {
        GroupPlace place = owners.remove(group);
        if (place != null) {
            groups.remove(place);
        }
    }
}
