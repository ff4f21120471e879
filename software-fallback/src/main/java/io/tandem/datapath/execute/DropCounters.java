package io.tandem.datapath.execute;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Dropped packets by reason. One thread counts, any thread reads. */
public final class DropCounters {
    private static final DropReason[] REASONS = DropReason.values();

    private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);

    /** Counts packets dropped for that reason. */
    public void count(DropReason reason, long packets) {
        int index = Arrays.binarySearch(REASONS, reason);
        counts.setRelease(index, counts.getPlain(index) + packets);
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
