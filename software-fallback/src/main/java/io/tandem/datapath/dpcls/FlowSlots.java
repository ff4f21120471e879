package io.tandem.datapath.dpcls;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of fixed size with open addressing, from a 32-bit hash to an object: readers take no lock, one writer at a
 * time.
 *
 * <p>A slot's hash is set after its content and is never cleared, so a chain that a reader follows never breaks; a slot
 * whose content was removed may be taken again. A reader that meets a slot in between sees another hash or other content
 * than the two that belong together: it must verify what it is given.
 */
class FlowSlots {
    private static final VarHandle HASH = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle CONTENT = MethodHandles.arrayElementVarHandle(Object[].class);

    private static final int SMALLEST = 4;
    private static final int SPARSE = 64;

    /** Zero where a slot was never taken. */
    private final int[] hashes;

    private final @Nullable Object[] contents;
    private int taken;
    private int entries;

    /** A table for so many entries, at most half full with them. */
    FlowSlots(int entries) {
        int size = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, entries) * 2 - 1) * 2);
        hashes = new int[size];
        contents = new Object[size];
    }

    /** The hash as slots keep it, which is not zero. */
    static int stored(int hash) {
        return hash == 0 ? 1 : hash;
    }

    /** The first slot of a hash. */
    final int first(int stored) {
        return stored & hashes.length - 1;
    }

    /** The slot after this one. */
    final int next(int slot) {
        return slot + 1 & hashes.length - 1;
    }

    /** The hash in a slot; zero ends a chain. */
    final int hash(int slot) {
        return (int) HASH.getAcquire(hashes, slot);
    }

    /** What is in a slot; null where it was removed. */
    final @Nullable Object content(int slot) {
        return CONTENT.getAcquire(contents, slot);
    }

    /** Slots. */
    final int size() {
        return hashes.length;
    }

    /** Entries. */
    final int entries() {
        return entries;
    }

    /** True where another entry might make chains long: the writer then moves to {@link #resized}. */
    final boolean full() {
        return taken * 4 >= hashes.length * 3;
    }

    /** True where most of the table is empty. */
    final boolean sparse() {
        return hashes.length > SPARSE && entries * 16 < hashes.length;
    }

    /** A table with the same entries and room for half as many again. */
    FlowSlots resized() {
        FlowSlots fresh = new FlowSlots(grown());
        copyTo(fresh);
        return fresh;
    }

    /** Room for half as many entries again. */
    final int grown() {
        return entries + entries / 2 + 1;
    }

    /** Adds all entries to another table. */
    final void copyTo(FlowSlots other) {
        for (int slot = 0; slot < contents.length; slot++) {
            Object content = contents[slot];
            if (content != null) {
                other.add(hashes[slot], content);
            }
        }
    }

    /** Puts an entry, beside others of the same hash. For the writer. */
    final void add(int stored, Object content) {
        int slot = first(stored);
        while (hashes[slot] != 0 && contents[slot] != null) {
            slot = next(slot);
        }
        taken += hashes[slot] == 0 ? 1 : 0;
        entries++;
        CONTENT.setRelease(contents, slot, content);
        HASH.setRelease(hashes, slot, stored);
    }

    /** The slot of an entry with that hash, or -1. For the writer. */
    final int find(int stored) {
        for (int slot = first(stored); hashes[slot] != 0; slot = next(slot)) {
            if (hashes[slot] == stored && contents[slot] != null) {
                return slot;
            }
        }
        return -1;
    }

    /** The slot of that very entry, or -1. For the writer. */
    final int find(int stored, Object content) {
        for (int slot = first(stored); hashes[slot] != 0; slot = next(slot)) {
            if (contents[slot] == content) {
                return slot;
            }
        }
        return -1;
    }

    /** All entries' contents. For the writer. */
    final List<Object> contents() {
        return Arrays.stream(contents).filter(Objects::nonNull).toList();
    }

    /** Replaces what is in a slot. For the writer. */
    final void replace(int slot, Object content) {
        CONTENT.setRelease(contents, slot, content);
    }

    /** Empties a slot. For the writer. */
    final void remove(int slot) {
        CONTENT.setRelease(contents, slot, null);
        entries--;
    }
}
