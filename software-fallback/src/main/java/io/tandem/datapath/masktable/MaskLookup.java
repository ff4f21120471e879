package io.tandem.datapath.masktable;

import io.tandem.flow.FlowBits;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * One packet thread's way into a {@link MaskTableDatapath}: it owns a cache that tells by a packet's hash which mask
 * its flow probably has. The cache is a guess that a lookup checks, so it never outlives a flow. Nothing here takes a
 * lock or allocates.
 *
 * <p>One thread at a time uses it; its counters may be read by any.
 *
 * <p>Source: ovs_flow_tbl_lookup_stats and flow_lookup in net/openvswitch/flow_table.c.
 */
public final class MaskLookup {
    private static final int FOUND = 0;
    private static final int MISSED = 1;
    private static final int PROBES = 2;
    private static final int CACHE_HITS = 3;

    private final MaskTable table;
    private final int reader;
    private final MaskCache cache = new MaskCache();
    private final long[] key = new long[FlowField.WORDS];
    private final AtomicLongArray counters = new AtomicLongArray(CACHE_HITS + 1);

    private @Nullable MaskFlow flow;
    private int masksProbed;
    private boolean cacheHit;
    /** The place of the mask that the last lookup found its flow by. */
    private int foundAt;

    MaskLookup(MaskTable table, int reader) {
        this.table = table;
        this.reader = reader;
    }

    /**
     * Looks a packet's flow up.
     *
     * @param packet the whole key of the packet
     * @param packetHash as the packet's connection has it; zero where there is none, and then nothing is cached
     * @return true where there is a flow: {@link #flow()} has it
     */
    public boolean find(FlowKey packet, int packetHash) {
        for (int i = 0; i < FlowField.WORDS; i++) {
            key[i] = packet.word(i);
        }
        return find(key, 0, packetHash);
    }

    /**
     * Looks a packet's flow up.
     *
     * @param words the whole key of the packet is in {@link FlowField#WORDS} of them
     * @param base place of the first one
     * @param packetHash as in {@link #find(FlowKey, int)}
     * @return true where there is a flow: {@link #flow()} has it
     */
    public boolean find(long[] words, int base, int packetHash) {
        flow = null;
        masksProbed = 0;
        cacheHit = false;
        MaskArray masks = table.masks();
        Buckets keys = table.keys();
        if (packetHash == 0) {
            search(masks, keys, words, base, 0);
            cacheHit = false;
        } else {
            findCached(masks, keys, words, base, packetHash);
        }
        boolean hit = flow != null;
        add(hit ? FOUND : MISSED, 1);
        add(PROBES, masksProbed);
        if (cacheHit) {
            add(CACHE_HITS, 1);
        }
        return hit;
    }

    /**
     * The flow that the last lookup found.
     *
     * @throws IllegalStateException where it found none
     */
    public MaskFlow flow() {
        if (flow == null) {
            throw new IllegalStateException("the last lookup found no flow");
        }
        return flow;
    }

    /** Masks that the last lookup tried; the kernel's n_mask_hit. */
    public int masksProbed() {
        return masksProbed;
    }

    /** True where the cache knew the mask of the last lookup's flow; the kernel's n_cache_hit. */
    public boolean cacheHit() {
        return cacheHit;
    }

    /** What this thread's lookups came to so far. */
    public MaskLookupCounters counters() {
        return new MaskLookupCounters(
                counters.getOpaque(FOUND),
                counters.getOpaque(MISSED),
                counters.getOpaque(PROBES),
                counters.getOpaque(CACHE_HITS));
    }

    private void findCached(MaskArray masks, Buckets keys, long[] words, int base, int packetHash) {
        int hash = packetHash;
        int recirculation = (int) FlowBits.get(words, base, FlowField.RECIRC_ID);
        if (recirculation != 0) {
            hash = JenkinsHash.of(hash, recirculation);
        }
        int entry = cache.entry(hash);
        boolean known = cache.has(entry, hash);
        if (search(masks, keys, words, base, cache.mask(entry))) {
            cache.set(entry, hash, foundAt);
        } else if (known) {
            cache.forget(entry);
        }
        cacheHit &= known;
    }

    /** Tries the mask at {@code first}, where there is one, and then the others in their order. */
    private boolean search(MaskArray masks, Buckets keys, long[] words, int base, int first) {
        int count = masks.count();
        if (first < count && probe(masks, keys, words, base, first)) {
            cacheHit = true;
            return true;
        }
        for (int i = 0; i < count; i++) {
            if (i != first && probe(masks, keys, words, base, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean probe(MaskArray masks, Buckets keys, long[] words, int base, int index) {
        masksProbed++;
        MaskFlow candidate = MaskTable.under(masks.mask(index), keys, words, base);
        if (candidate == null) {
            return false;
        }
        flow = candidate;
        foundAt = index;
        masks.used(reader, index);
        return true;
    }

    private void add(int counter, long more) {
        counters.setOpaque(counter, counters.getPlain(counter) + more);
    }
}
