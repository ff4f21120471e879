package io.tandem.hwsim.driver;

import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of the NIC that actions refer to, as the driver fills it: rules share entries that are alike, and an entry that
 * no rule refers to is free. Entry 0 is the empty one. Not thread-safe.
 */
final class EntryTable {
    /** Writes an entry. */
    interface Write {
        void entry(NicOperations operations, int index, NicEntry entry);
    }

    private static final class Entry {
        final NicEntry value;
        int users;

        Entry(NicEntry value) {
            this.value = value;
        }
    }

    private final int size;
    private final Write write;
    private final BitSet used = new BitSet();
    private final Map<NicEntry, Integer> byValue = new HashMap<>();
    private final Map<Integer, Entry> entries = new HashMap<>();
    private final Map<Ufid, List<Integer>> byRule = new HashMap<>();

    /** Of so many entries. */
    EntryTable(int size, Write write) {
        this.size = size;
        this.write = write;
        used.set(0);
    }

    /**
     * Gives a rule entries with these values, in their order, instead of those that it had; new ones are written. Empty,
     * and nothing changed, where there is no room for all of them.
     */
    Optional<List<Integer>> assign(Ufid rule, List<NicEntry> values, NicOperations operations) {
        long fresh = values.stream()
                .filter(e -> !e.isEmpty() && !byValue.containsKey(e))
                .distinct()
                .count();
        if (used.cardinality() + fresh > size) {
            return Optional.empty();
        }
        List<Integer> indexes = new ArrayList<>();
        for (NicEntry value : values) {
            indexes.add(value.isEmpty() ? 0 : acquire(value, operations));
        }
        release(rule);
        byRule.put(rule, indexes);
        return Optional.of(List.copyOf(indexes));
    }

    /** What the entry of that number holds; empty where no rule refers to it. */
    Optional<NicEntry> at(int index) {
        return Optional.ofNullable(entries.get(index)).map(entry -> entry.value);
    }

    private int acquire(NicEntry value, NicOperations operations) {
        int index = byValue.computeIfAbsent(value, e -> {
            int free = used.nextClearBit(0);
            used.set(free);
            entries.put(free, new Entry(e));
            write.entry(operations, free, e);
            return free;
        });
        entry(index).users++;
        return index;
    }

    /** Takes a rule's entries back, once the operations that take away the rule are on their way. */
    void release(Ufid rule) {
        for (int index : byRule.getOrDefault(rule, List.of())) {
            if (index != 0 && --entry(index).users == 0) {
                byValue.remove(entry(index).value);
                entries.remove(index);
                used.clear(index);
            }
        }
        byRule.remove(rule);
    }

    private Entry entry(int index) {
        Entry entry = entries.get(index);
        if (entry == null) {
            throw new IllegalStateException("entry " + index + " is not in use");
        }
        return entry;
    }
}
