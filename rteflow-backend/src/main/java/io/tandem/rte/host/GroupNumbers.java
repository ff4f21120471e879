package io.tandem.rte.host;

import io.tandem.backend.MissPlace;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Gives out groups from 1 on, the lowest that is free. Thread-safe. */
public final class GroupNumbers implements RteGroups {
    private final int last;
    private final Map<MissPlace, Integer> groups = new HashMap<>();
    private final Map<Integer, MissPlace> owners = new HashMap<>();

    /** With groups 0 to {@code last}. */
    public GroupNumbers(int last) {
        this.last = last;
    }

    @Override
    public synchronized OptionalInt groupOf(int recirculationId, OptionalInt tunnelPort) {
        if (recirculationId == 0 && tunnelPort.isEmpty()) {
            return OptionalInt.of(0);
        }
        MissPlace place = new MissPlace(recirculationId, tunnelPort);
        Integer known = groups.get(place);
        if (known != null) {
            return OptionalInt.of(known);
        }
        OptionalInt free = free();
        free.ifPresent(group -> {
            groups.put(place, group);
            owners.put(group, place);
        });
        return free;
    }

    /** The group that {@link #groupOf} would answer; none is taken for it. */
    public synchronized OptionalInt preview(int recirculationId, OptionalInt tunnelPort) {
        if (recirculationId == 0 && tunnelPort.isEmpty()) {
            return OptionalInt.of(0);
        }
        Integer known = groups.get(new MissPlace(recirculationId, tunnelPort));
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

    /** Where packets are that come to a group; {@link MissPlace#START} where it stands for nothing else. */
    public synchronized MissPlace placeOf(int group) {
        return owners.getOrDefault(group, MissPlace.START);
    }

    /** Frees all groups. */
    public synchronized void clear() {
        groups.clear();
        owners.clear();
    }

    /** Frees a group that no rule uses any more. */
    public synchronized void release(int group) {
        MissPlace place = owners.remove(group);
        if (place != null) {
            groups.remove(place);
        }
    }
}
