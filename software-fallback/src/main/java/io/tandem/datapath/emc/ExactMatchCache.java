package io.tandem.datapath.emc;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which flow a whole key had: 8,192 entries, each key in one of two places. A flow that was removed is never
 * answered, and {@link #sweep} forgets it. Belongs to one packet thread.
 *
 * <p>An entry keeps only the words of its key that are not zero, after the map of which they are; so a hit reads the
 * hash, two cache lines of a usual key, and the flow. Words beyond {@link #ROW_WORDS} lie in a second array, made when
 * the first such key comes. Source: emc_lookup and emc_insert in lib/dpif-netdev.c and dpif-netdev-private-dfc.h of Open
 * vSwitch.
 */
public final class ExactMatchCache {
    /** Entries. */
    public static final int ENTRIES = 8192;

    /** Words of a key that lie beside its map. */
    static final int ROW_WORDS = 15;

    private static final int PLACE_BITS = 13;
    private static final int ROW = ROW_WORDS + 1;
    private static final int TAIL = FlowField.WORDS - ROW_WORDS;
    private static final int SWEEP = 8;

    private final int[] hashes = new int[ENTRIES];
    private final @Nullable DatapathFlow[] flows = new DatapathFlow[ENTRIES];
    private final long[] rows = new long[ENTRIES * ROW];
    private long[] tails = new long[0];
    private final int insertInverse;
    private int random = 0x2545f491;
    private int swept;

    /** Something that was read, kept so that the reading is not left out. */
    private long touched;

    /**
     * @param insertInverse one insertion in so many is carried out; 1: each, 0: none
     */
    public ExactMatchCache(int insertInverse) {
        this.insertInverse = insertInverse;
    }

    /**
     * Finds the flows of a batch's keys: first which of them the cache may have, then what is compared with all of these
     * is asked for, and only then compared, so that no key waits for the memory of the one before it.
     *
     * @param words keys, each {@link FlowField#WORDS} words, one after the other
     * @param wanted bit i is set where key i is looked for
     * @param maps what key i's map is, as in {@link #find(long[], int, long, int)}
     * @param keyHashes of the keys
     * @param found receives the flow of key i at place i
     * @return {@code wanted} without those that were found
     */
    public int find(long[] words, int wanted, long[] maps, int[] keyHashes, @Nullable DatapathFlow[] found) {
        int known = known(wanted, keyHashes);
        long read = 0;
        for (int rest = known; rest != 0; rest &= rest - 1) {
            int hash = keyHashes[Integer.numberOfTrailingZeros(rest)];
            int first = hash & ENTRIES - 1;
            read ^= touch(hashes[first] == hash ? first : hash >>> PLACE_BITS & ENTRIES - 1);
        }
        touched = read;
        int left = wanted;
        for (int rest = known; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            DatapathFlow flow = find(words, i * FlowField.WORDS, maps[i], keyHashes[i]);
            if (flow != null) {
                found[i] = flow;
                left &= ~(1 << i);
            }
        }
        return left;
    }

    /** Those keys whose hash is in one of its two places. */
    private int known(int wanted, int[] keyHashes) {
        int known = 0;
        for (int rest = wanted; rest != 0; rest &= rest - 1) {
            int i = Integer.numberOfTrailingZeros(rest);
            int hash = keyHashes[i];
            int first = hashes[hash & ENTRIES - 1] ^ hash;
            int second = hashes[hash >>> PLACE_BITS & ENTRIES - 1] ^ hash;
            int neither = ((first | -first) & (second | -second)) >>> 31;
            known |= (neither ^ 1) << i;
        }
        return known;
    }

    private long touch(int entry) {
        int at = entry * ROW;
        DatapathFlow flow = flows[entry];
        return rows[at] ^ rows[at + ROW / 2] ^ (flow == null ? 0 : flow.touch());
    }

    /**
     * The flow of a key, or null where the cache has none.
     *
     * @param map bit i is set where word i of the key is not zero
     */
    public @Nullable DatapathFlow find(long[] words, int base, long map, int hash) {
        int first = hash & ENTRIES - 1;
        DatapathFlow flow = at(first, words, base, map, hash);
        return flow != null ? flow : at(hash >>> PLACE_BITS & ENTRIES - 1, words, base, map, hash);
    }

    private @Nullable DatapathFlow at(int entry, long[] words, int base, long map, int hash) {
        if (!holds(entry, words, base, map, hash)) {
            return null;
        }
        DatapathFlow flow = flows[entry];
        return flow != null && flow.live() ? flow : null;
    }

    private boolean holds(int entry, long[] words, int base, long map, int hash) {
        int at = entry * ROW;
        if (hashes[entry] != hash || rows[at] != map || flows[entry] == null) {
            return false;
        }
        int end = at + ROW;
        long rest = map;
        for (at++; rest != 0 && at < end; rest &= rest - 1) {
            if (rows[at++] != words[base + Long.numberOfTrailingZeros(rest)]) {
                return false;
            }
        }
        for (int tail = entry * TAIL; rest != 0; rest &= rest - 1) {
            if (tails[tail++] != words[base + Long.numberOfTrailingZeros(rest)]) {
                return false;
            }
        }
        return true;
    }

    /** Remembers a key's flow, as often as the insertion probability says. */
    public void offer(long[] words, int base, long map, int hash, DatapathFlow flow) {
        if (insertInverse == 0 || (Integer.toUnsignedLong(next()) * insertInverse >>> Integer.SIZE) != 0) {
            return;
        }
        int first = hash & ENTRIES - 1;
        int second = hash >>> PLACE_BITS & ENTRIES - 1;
        int entry = place(first, second, words, base, map, hash);
        keep(entry, words, base, map);
        hashes[entry] = hash;
        flows[entry] = flow;
    }

    private void keep(int entry, long[] words, int base, long map) {
        if (Long.bitCount(map) > ROW_WORDS && tails.length == 0) {
            tails = new long[ENTRIES * TAIL];
        }
        int at = entry * ROW;
        int end = at + ROW;
        rows[at] = map;
        long rest = map;
        for (at++; rest != 0 && at < end; rest &= rest - 1) {
            rows[at++] = words[base + Long.numberOfTrailingZeros(rest)];
        }
        for (int tail = entry * TAIL; rest != 0; rest &= rest - 1) {
            tails[tail++] = words[base + Long.numberOfTrailingZeros(rest)];
        }
    }

    /** Forgets removed flows in the next few entries, so that their memory is not held; called once a batch. */
    public void sweep() {
        for (int i = 0; i < SWEEP; i++) {
            DatapathFlow flow = flows[swept];
            if (flow != null && !flow.live()) {
                flows[swept] = null;
            }
            swept = swept + 1 & ENTRIES - 1;
        }
    }

    /** Entries that hold a flow, removed ones too. */
    int held() {
        int held = 0;
        for (DatapathFlow flow : flows) {
            held += flow == null ? 0 : 1;
        }
        return held;
    }

    /** Where a key goes: where it is already, else where there is room, else in either place. */
    private int place(int first, int second, long[] words, int base, long map, int hash) {
        if (holds(first, words, base, map, hash)) {
            return first;
        }
        if (holds(second, words, base, map, hash)) {
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
