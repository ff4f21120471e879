package io.tandem.rte.host;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Gives out groups from 1 on, the lowest that is free. Thread-safe. */
public final class GroupNumbers implements RteGroups {
    private final int last;
    private final Map<Place, Integer> groups = new HashMap<>();
    private final Map<Integer, Place> owners = new HashMap<>();

    private record Place(int recirculationId, OptionalInt tunnelPort) {}

    /** With groups 0 to {@code last}. */
    public GroupNumbers(int last) {
        this.last = last;
    }

    @Override
    public synchronized OptionalInt groupOf(int recirculationId, OptionalInt tunnelPort) {
        if (recirculationId == 0 && tunnelPort.isEmpty()) {
            return OptionalInt.of(0);
        }
        Place place = new Place(recirculationId, tunnelPort);
        Integer known = groups.get(place);
        if (known != null) {
            return OptionalInt.of(known);
        }
        if (owners.size() >= last) {
            return OptionalInt.empty();
        }
        int free = 1;
        while (owners.containsKey(free)) {
            free++;
        }
        groups.put(place, free);
        owners.put(free, place);
        return OptionalInt.of(free);
    }

    /** Frees a group that no rule uses any more. */
    public synchronized void release(int group) {
        Place place = owners.remove(group);
        if (place != null) {
            groups.remove(place);
        }
    }
}
