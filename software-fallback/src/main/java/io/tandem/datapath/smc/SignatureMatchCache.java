package io.tandem.datapath.smc;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.FlowDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which flow a key's hash had: 2^20 entries in buckets of four, each a signature of 16 bits and a flow's number
 * in the {@link FlowDirectory}. It holds far more keys than the exact match cache in less memory, for one comparison
 * with the flow's masked key: that is what makes a hit true, so an entry may be as old as it likes.
 *
 * <p>Belongs to one packet thread. Source: smc_cache in lib/dpif-netdev-private-dfc.h of Open vSwitch, whose flow
 * numbers have 16 bits; these have 32.
 */
public final class SignatureMatchCache {
    /** Entries. */
    public static final int ENTRIES = 1 << 20;

    private static final int WAYS = 4;
    private static final int BUCKETS = ENTRIES / WAYS;

    /** Four signatures in the first word, two flow numbers in each of the others. */
    private static final int BUCKET_WORDS = 3;

    private static final int SIGNATURE_BITS = 16;
    private static final long SIGNATURE = 0xffff;
    private static final long NUMBER = 0xffffffffL;

    private final FlowDirectory directory;
    private final long[] buckets = new long[BUCKETS * BUCKET_WORDS];
    private int random = 0x2545f491;

    public SignatureMatchCache(FlowDirectory directory) {
        this.directory = directory;
    }

    /** The flow that the key matches, or null where the cache does not know it. */
    public @Nullable DatapathFlow find(long[] words, int base, int hash) {
        int bucket = bucket(hash);
        long signatures = buckets[bucket];
        long signature = signature(hash);
        for (int way = 0; way < WAYS; way++) {
            if ((signatures >>> way * SIGNATURE_BITS & SIGNATURE) == signature) {
                DatapathFlow flow = directory.at(number(bucket, way));
                if (flow != null && flow.matches(words, base) && flow.live()) {
                    return flow;
                }
            }
        }
        return null;
    }

    /** Remembers the flow of a key with that hash: where the signature is already, else in a free way, else in any. */
    public void offer(int hash, DatapathFlow flow) {
        int bucket = bucket(hash);
        long signature = signature(hash);
        int way = way(bucket, signature);
        if (way < 0) {
            way = way(bucket, 0);
        }
        if (way < 0) {
            way = next() & WAYS - 1;
        }
        int shift = way * SIGNATURE_BITS;
        buckets[bucket] = buckets[bucket] & ~(SIGNATURE << shift) | signature << shift;
        int word = bucket + 1 + way / 2;
        int half = (way & 1) * 32;
        buckets[word] = buckets[word] & ~(NUMBER << half) | (flow.slot() & NUMBER) << half;
    }

    private int way(int bucket, long signature) {
        for (int way = 0; way < WAYS; way++) {
            if ((buckets[bucket] >>> way * SIGNATURE_BITS & SIGNATURE) == signature) {
                return way;
            }
        }
        return -1;
    }

    private int number(int bucket, int way) {
        return (int) (buckets[bucket + 1 + way / 2] >>> (way & 1) * 32);
    }

    private static int bucket(int hash) {
        return (hash & BUCKETS - 1) * BUCKET_WORDS;
    }

    /** Never zero, which is a free way. */
    private static long signature(int hash) {
        return Math.max(1, hash >>> 32 - SIGNATURE_BITS);
    }

    private int next() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return random >>> 8;
    }
}
