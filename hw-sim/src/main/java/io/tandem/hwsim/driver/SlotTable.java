package io.tandem.hwsim.driver;

import io.tandem.flow.Ufid;
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
 * <p>A slot is {@code (tuple * buckets + bucket) * ways + way}.
 */
final class SlotTable {
    /** A rule in its slot, with what completions have shown of its traffic since it was installed or modified. */
    static final class Placed {
        final Ufid ufid;
        final int slot;
        NicRule rule;
        long packets;
        long bytes;
        long usedNanos;

        Placed(Ufid ufid, int slot, NicRule rule) {
            this.ufid = ufid;
            this.slot = slot;
            this.rule = rule;
        }
    }

    private final int buckets;
    private final int ways;
    private final @Nullable Placed[] slots;
    private final long[][] masks;
    private final int[] users;
    private final Map<Ufid, Placed> byUfid = new LinkedHashMap<>();
    /** A mask whose first tuple overflows takes more of them. */
    private final Map<List<Long>, List<Integer>> byMask = new HashMap<>();

    SlotTable(int tuples, int buckets, int ways) {
        this.buckets = buckets;
        this.ways = ways;
        this.slots = new Placed[tuples * buckets * ways];
        this.masks = new long[tuples][];
        this.users = new int[tuples];
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

    int slotCount() {
        return slots.length;
    }

    int tupleCount() {
        return users.length;
    }

    int slotsPerTuple() {
        return buckets * ways;
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

    /** A free slot for the rule in that tuple; empty where its bucket is full. */
    Optional<Integer> freeSlot(int tuple, NicRule rule) {
        int first = (tuple * buckets + rule.bucket(buckets)) * ways;
        for (int way = 0; way < ways; way++) {
            if (slots[first + way] == null) {
                return Optional.of(first + way);
            }
        }
        return Optional.empty();
    }

    /** Notes a rule in a free slot; its tuple has the rule's mask from now on. */
    Placed place(Ufid ufid, int slot, NicRule rule) {
        int tuple = slot / slotsPerTuple();
        Placed placed = new Placed(ufid, slot, rule);
        slots[slot] = placed;
        byUfid.put(ufid, placed);
        if (users[tuple]++ == 0) {
            masks[tuple] = rule.mask().clone();
            byMask.computeIfAbsent(words(rule.mask()), m -> new ArrayList<>()).add(tuple);
        }
        return placed;
    }

    /** Forgets a rule. Answers the tuple where it was the last one there. */
    Optional<Integer> remove(Placed placed) {
        int tuple = placed.slot / slotsPerTuple();
        slots[placed.slot] = null;
        byUfid.remove(placed.ufid);
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

    /** The tuples that hold rules. */
    List<Integer> usedTuples() {
        List<Integer> used = new ArrayList<>();
        for (int tuple = 0; tuple < users.length; tuple++) {
            if (users[tuple] > 0) {
                used.add(tuple);
            }
        }
        return used;
    }

    /** The mask of a tuple in use. */
    long[] mask(int tuple) {
        return masks[tuple];
    }

    private static List<Long> words(long[] mask) {
        return Arrays.stream(mask).boxed().toList();
    }
}
