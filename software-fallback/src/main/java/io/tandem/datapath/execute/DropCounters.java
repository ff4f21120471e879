package io.tandem.datapath.execute;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Dropped packets by reason. One thread counts, any thread reads.
 *
 * <p>While actions are carried out on a packet, copies of it may be dropped and others delivered. What is counted from
 * {@link #open} to {@link #settle} is only noted; in the end the packet is one drop, with the first reason, or none.
 */
public final class DropCounters {
    private static final DropReason[] REASONS = DropReason.values();

    private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);
    private boolean open;
    private @Nullable DropReason first;

    /** Counts packets dropped for that reason. */
    public void count(DropReason reason, long packets) {
        if (open) {
            first = first == null ? reason : first;
        } else {
            add(reason, packets);
        }
    }

    /** Packets dropped for that reason so far. */
    public long get(DropReason reason) {
        return counts.getAcquire(index(reason));
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

    /** From here on drops are those of one packet. */
    void open() {
        open = true;
        first = null;
    }

    /** The reason noted so far for the packet under way; null for none. */
    @Nullable DropReason noted() {
        return first;
    }

    /** Goes back to a packet for which that reason was noted. */
    void reopen(@Nullable DropReason noted) {
        open = true;
        first = noted;
    }

    /**
     * Ends what {@link #open} began.
     *
     * @param dropped true where the packet went nowhere
     * @param otherwise the reason where none was noted
     */
    void settle(boolean dropped, DropReason otherwise) {
        open = false;
        if (dropped) {
            add(first == null ? otherwise : first, 1);
        }
    }

    private void add(DropReason reason, long packets) {
        int index = index(reason);
        counts.setRelease(index, counts.getPlain(index) + packets);
    }

    @SuppressWarnings("EnumOrdinal") // an index in an array of this class alone, which is never stored
    private static int index(DropReason reason) {
        return reason.ordinal();
    }
}
