package io.tandem.hwsim.driver;

import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which rule lies in which slot, and which mask in which tuple, as the driver has placed them. Not thread-safe.
 *
 * <p>A slot of a tuple is {@code (tuple * buckets + bucket) * ways + way}; those of the TCAM come behind them. The first
 * half of the ways is for the first hash of a rule's key, the second half for the second.
 */
final class SlotTable {
    /**
     * A rule in its slot, with what completions have shown of its traffic since it was installed or modified, and what
     * its slot's counters do not say: what it had counted in the slots that it has left since then, less what the host
     * counts instead.
     */
    static final class Placed {
        final Ufid ufid;
        int slot;
        NicRule rule;
        long packets;
        long bytes;
        long usedNanos;
        long leftPackets;
        long leftBytes;
        long leftUsedNanos = FlowStats.NEVER;

        Placed(Ufid ufid, int slot, NicRule rule) {
            this.ufid = ufid;
            this.slot = slot;
            this.rule = rule;
        }

        /** Counts from zero again. */
        void restart() {
            packets = 0;
            bytes = 0;
            usedNanos = FlowStats.NEVER;
            leftPackets = 0;
            leftBytes = 0;
            leftUsedNanos = FlowStats.NEVER;
        }
    }

    private final NicCapabilities nic;
    private final @Nullable Placed[] slots;
    private final long[][] masks;
    private final int[] users;
    private final Map<Ufid, Placed> byUfid = new LinkedHashMap<>();
    /** A mask whose first tuple overflows takes more of them. */
    private final Map<List<Long>, List<Integer>> byMask = new HashMap<>();

    SlotTable(NicCapabilities nic) {
        this.nic = nic;
        this.slots = new Placed[nic.slots()];
        this.masks = new long[nic.tuples()][];
        this.users = new int[nic.tuples()];
    }

    Optional<Placed> find(Ufid ufid) {
        return Optional.ofNullable(byUfid.get(ufid));
    }

    Optional<Placed> at(int slot) {
        return slot >= 0 && slot < slots.length ? Optional.ofNullable(slots[slot]) : Optional.empty();
    }

    Collection<Placed> rules() {
        return Collections.unmodifiableCollection(byUfid.values());
    }

    /** The tuples that hold the mask. */
    List<Integer> tuplesOf(long[] mask) {
        return byMask.getOrDefault(words(mask), List.of());
    }

    /** A tuple that holds no mask. */
    Optional<Integer> freeTuple() {
        for (int tuple = 0; tuple < users.length; tuple++) {
            if (users[tuple] == 0) {
                return Optional.of(tuple);
            }
        }
        return Optional.empty();
    }

    /** A free slot for the rule in that tuple; empty where both of its buckets are full. */
    Optional<Integer> freeSlot(int tuple, NicRule rule) {
        return Arrays.stream(homes(tuple, rule))
                .filter(s -> slots[s] == null)
                .boxed()
                .findFirst();
    }

    /** The slots of a tuple in which a rule may lie. */
    int[] homes(int tuple, NicRule rule) {
        int[] homes = new int[nic.ways()];
        for (int way = 0; way < homes.length; way++) {
            int bucket = rule.bucket(way < homes.length / 2 ? 0 : 1, nic.buckets());
            homes[way] = (tuple * nic.buckets() + bucket) * nic.ways() + way;
        }
        return homes;
    }

    /** True where a rule may lie in that slot, in which one does: in the TCAM any, in a tuple one of its mask and buckets. */
    boolean suits(int slot, NicRule rule) {
        return slot >= nic.tupleSlots()
                || tuplesOf(rule.mask()).contains(nic.tupleOf(slot))
                        && Arrays.stream(homes(nic.tupleOf(slot), rule)).anyMatch(home -> home == slot);
    }

    /** A free entry of the TCAM. */
    Optional<Integer> freeEntry() {
        for (int slot = nic.tupleSlots(); slot < slots.length; slot++) {
            if (slots[slot] == null) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    /**
     * Notes a rule in a free slot; the slot's tuple has the rule's mask from now on. Where there is another rule of that
     * ufid, this one is found by it from now on; that one stays in its slot until it is removed.
     */
    Placed place(Ufid ufid, int slot, NicRule rule) {
        Placed placed = new Placed(ufid, slot, rule);
        slots[slot] = placed;
        byUfid.put(ufid, placed);
        if (slot < nic.tupleSlots()) {
            int tuple = nic.tupleOf(slot);
            if (users[tuple]++ == 0) {
                masks[tuple] = rule.mask().clone();
                byMask.computeIfAbsent(words(rule.mask()), m -> new ArrayList<>())
                        .add(tuple);
            }
        }
        return placed;
    }

    /** Notes that a rule lies in another slot of its tuple now. */
    void move(Placed placed, int slot) {
        slots[placed.slot] = null;
        slots[slot] = placed;
        placed.slot = slot;
    }

    /** The mask of a tuple; empty where it holds no rule. */
    Optional<long[]> maskOf(int tuple) {
        return users[tuple] > 0 ? Optional.of(masks[tuple].clone()) : Optional.empty();
    }

    /** Forgets a rule. Answers the tuple where it was the last one there. */
    Optional<Integer> remove(Placed placed) {
        slots[placed.slot] = null;
        byUfid.remove(placed.ufid, placed);
        if (placed.slot >= nic.tupleSlots()) {
            return Optional.empty();
        }
        int tuple = nic.tupleOf(placed.slot);
        if (--users[tuple] > 0) {
            return Optional.empty();
        }
        List<Long> mask = words(masks[tuple]);
        List<Integer> tuples = byMask.getOrDefault(mask, List.of());
        if (tuples.size() == 1) {
            byMask.remove(mask);
        } else {
            tuples.remove(Integer.valueOf(tuple));
        }
        return Optional.of(tuple);
    }

    /**
     * Slots that follow each other.
     *
     * @param first of them
     * @param count how many
     */
    record Run(int first, int count) {}

    /** Runs that hold every rule between them, in order; free slots in between are no more than {@code gap} each. */
    List<Run> runs(int gap) {
        List<Run> runs = new ArrayList<>();
        int first = -1;
        int last = -1;
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] == null) {
                continue;
            }
            if (first >= 0 && slot - last > gap + 1) {
                runs.add(new Run(first, last - first + 1));
                first = slot;
            } else if (first < 0) {
                first = slot;
            }
            last = slot;
        }
        if (first >= 0) {
            runs.add(new Run(first, last - first + 1));
        }
        return runs;
    }

    private static List<Long> words(long[] mask) {
        return Arrays.stream(mask).boxed().toList();
    }
}
