package io.tandem.hwsim.driver;

import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The NIC's edit table as the driver fills it: copies that are made alike share an entry, and an entry that no rule
 * refers to is free. Entry 0 changes nothing. Not thread-safe.
 */
final class EditTable {
    private static final class Entry {
        final NicEdit edit;
        int users;

        Entry(NicEdit edit) {
            this.edit = edit;
        }
    }

    private final int size;
    private final BitSet used = new BitSet();
    private final Map<NicEdit, Integer> byEdit = new HashMap<>();
    private final Map<Integer, Entry> entries = new HashMap<>();
    private final Map<Ufid, List<Integer>> byRule = new HashMap<>();

    /** Of so many entries. */
    EditTable(int size) {
        this.size = size;
        used.set(0);
    }

    /**
     * Gives a rule the entries of these edits, in their order, instead of those that it had; new ones are written. Empty,
     * and nothing changed, where there is no room for all of them.
     */
    Optional<List<Integer>> assign(Ufid rule, List<NicEdit> edits, NicOperations operations) {
        long fresh = edits.stream()
                .filter(e -> !e.equals(NicEdit.NONE) && !byEdit.containsKey(e))
                .distinct()
                .count();
        if (used.cardinality() + fresh > size) {
            return Optional.empty();
        }
        List<Integer> indexes = new ArrayList<>();
        for (NicEdit edit : edits) {
            indexes.add(edit.equals(NicEdit.NONE) ? 0 : acquire(edit, operations));
        }
        release(rule);
        byRule.put(rule, indexes);
        return Optional.of(List.copyOf(indexes));
    }

    private int acquire(NicEdit edit, NicOperations operations) {
        int index = byEdit.computeIfAbsent(edit, e -> {
            int free = used.nextClearBit(0);
            used.set(free);
            entries.put(free, new Entry(e));
            operations.writeEdit(free, e);
            return free;
        });
        entry(index).users++;
        return index;
    }

    /** Takes a rule's entries back, once the operations that take away the rule are on their way. */
    void release(Ufid rule) {
        for (int index : byRule.getOrDefault(rule, List.of())) {
            if (index != 0 && --entry(index).users == 0) {
                byEdit.remove(entry(index).edit);
                entries.remove(index);
                used.clear(index);
            }
        }
        byRule.remove(rule);
    }

    private Entry entry(int index) {
        Entry entry = entries.get(index);
        if (entry == null) {
            throw new IllegalStateException("edit " + index + " is not in use");
        }
        return entry;
    }
}
