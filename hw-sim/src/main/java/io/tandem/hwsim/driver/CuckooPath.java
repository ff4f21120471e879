package io.tandem.hwsim.driver;

import io.tandem.hwsim.driver.SlotTable.Placed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves that make room for a rule in a tuple whose buckets for it are full: each rule goes to another one of the slots in
 * which it may lie. Found breadth first, so that no shorter ones do.
 */
final class CuckooPath {
    /** Slots that are looked at before the tuple counts as full. */
    private static final int PATIENCE = 1_000;

    /**
     * A rule's way out of its slot.
     *
     * @param to a slot that is free once the moves before this one are done
     */
    record Move(Placed rule, int to) {}

    /** The moves in the order in which they are made; empty where none were found. */
    static Optional<List<Move>> find(SlotTable slots, int tuple, NicRule rule) {
        Map<Integer, Integer> cameFrom = new HashMap<>();
        ArrayDeque<Integer> next = new ArrayDeque<>();
        for (int home : slots.homes(tuple, rule)) {
            cameFrom.put(home, home);
            next.add(home);
        }
        while (!next.isEmpty() && cameFrom.size() < PATIENCE) {
            int slot = next.remove();
            Optional<Placed> there = slots.at(slot);
            if (there.isEmpty()) {
                return Optional.of(path(slots, cameFrom, slot));
            }
            for (int other : slots.homes(tuple, there.get().rule)) {
                if (cameFrom.putIfAbsent(other, slot) == null) {
                    next.add(other);
                }
            }
        }
        return Optional.empty();
    }

    private static List<Move> path(SlotTable slots, Map<Integer, Integer> cameFrom, int free) {
        List<Move> moves = new ArrayList<>();
        int to = free;
        int from = cameFrom.getOrDefault(to, to);
        while (from != to) {
            int here = from;
            int target = to;
            slots.at(here).ifPresent(placed -> moves.add(new Move(placed, target)));
            to = here;
            from = cameFrom.getOrDefault(to, to);
        }
        return moves;
    }

    private CuckooPath() {}
}
