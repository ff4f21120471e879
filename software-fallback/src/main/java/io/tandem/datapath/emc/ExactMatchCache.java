package io.tandem.datapath.emc;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which flow a whole key had: 8,192 entries, each key in one of two places. A flow that was removed is never
 * answered. Belongs to one packet thread.
 */
public final class ExactMatchCache {
    /** Entries. */
    public static final int ENTRIES = 8192;

    private static final int PLACE_BITS = 13;

    private final long[] keys = new long[ENTRIES * FlowField.PACKET_WORDS];
    private final int[] hashes = new int[ENTRIES];
    private final @Nullable DatapathFlow[] flows = new DatapathFlow[ENTRIES];
    private final int insertInverse;
    private int random = 0x2545f491;

    /**
     * @param insertInverse one insertion in so many is carried out; 1: each, 0: none
     */
    public ExactMatchCache(int insertInverse) {
        this.insertInverse = insertInverse;
    }

    /** The flow of a key, or null where the cache has none. */
    public @Nullable DatapathFlow find(long[] words, int base, int hash) {
        int first = hash & ENTRIES - 1;
        DatapathFlow flow = at(first, words, base, hash);
        return flow != null ? flow : at(hash >>> PLACE_BITS & ENTRIES - 1, words, base, hash);
    }

    private @Nullable DatapathFlow at(int entry, long[] words, int base, int hash) {
        DatapathFlow flow = flows[entry];
        return flow != null && holds(entry, words, base, hash) && flow.live() ? flow : null;
    }

    private boolean holds(int entry, long[] words, int base, int hash) {
        if (hashes[entry] != hash || flows[entry] == null) {
            return false;
        }
        int at = entry * FlowField.PACKET_WORDS;
        for (int i = 0; i < FlowField.PACKET_WORDS; i++) {
            if (keys[at + i] != words[base + i]) {
                return false;
            }
        }
        return true;
    }

    /** Remembers a key's flow, as often as the insertion probability says. */
    public void offer(long[] words, int base, int hash, DatapathFlow flow) {
        if (insertInverse == 0 || (insertInverse > 1 && Integer.remainderUnsigned(next(), insertInverse) != 0)) {
            return;
        }
        int first = hash & ENTRIES - 1;
        int second = hash >>> PLACE_BITS & ENTRIES - 1;
        int entry = place(first, second, words, base, hash);
        System.arraycopy(words, base, keys, entry * FlowField.PACKET_WORDS, FlowField.PACKET_WORDS);
        hashes[entry] = hash;
        flows[entry] = flow;
    }

    /** Where a key goes: where it is already, else where there is room, else in either place. */
    private int place(int first, int second, long[] words, int base, int hash) {
        if (holds(first, words, base, hash)) {
            return first;
        }
        if (holds(second, words, base, hash)) {
            return second;
        }
        if (free(first)) {
            return first;
        }
        return free(second) || (next() & 1) != 0 ? second : first;
    }

    private boolean free(int entry) {
        DatapathFlow flow = flows[entry];
        return flow == null || !flow.live();
    }

    private int next() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return random;
    }
}
