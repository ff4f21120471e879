package io.tandem.datapath.execute;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Dropped packets by reason. One thread counts, any thread reads. */
public final class DropCounters {
    private static final DropReason[] REASONS = DropReason.values();

    private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);
    private long changes;

    /** Counts packets dropped for that reason. */
    public void count(DropReason reason, long packets) {
        int index = Arrays.binarySearch(REASONS, reason);
        counts.setRelease(index, counts.getPlain(index) + packets);
        changes++;
    }

    /** How often something was counted here. For the thread that counts. */
    public long changes() {
        return changes;
    }

    /** Takes over the counts of others. Called by the thread that counts in both. */
    public void set(DropCounters other) {
        for (int i = 0; i < REASONS.length; i++) {
            counts.setOpaque(i, other.counts.getPlain(i));
        }
    }

    /** Packets dropped for that reason so far. */
    public long get(DropReason reason) {
        return counts.getAcquire(Arrays.binarySearch(REASONS, reason));
    }

    /** Every reason that has dropped packets. */
    public Map<DropReason, Long> snapshot() {
        Map<DropReason, Long> all = new EnumMap<>(DropReason.class);
        for (DropReason reason : REASONS) {
            long count = get(reason);
            if (count != 0) {
                all.put(reason, count);
            }
        }
        return all;
    }
}
