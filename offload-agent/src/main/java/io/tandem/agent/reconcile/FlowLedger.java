package io.tandem.agent.reconcile;

import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;

/**
 * What hardware has counted for one flow, over all the rules that it ever had.
 *
 * <p>Counters of known width that read less than before, in the same life of the device, have wrapped; a rule that was
 * installed anew, in whichever life, starts from zero. Neither is ever guessed from the size of a jump. The sum never
 * goes backwards. Any thread may read; one thread at a time changes.
 */
public final class FlowLedger {
    private long packets;
    private long bytes;
    private long usedNanos = FlowStats.NEVER;

    private boolean counting;
    private long generation;
    private long lastPackets;
    private long lastBytes;

    /** A rule of the flow starts to count from zero in that life of the device. */
    public synchronized void installed(long deviceGeneration) {
        counting = true;
        generation = deviceGeneration;
        lastPackets = 0;
        lastBytes = 0;
    }

    /** The rule's counters were read. A read from another life, or after the rule's end, is not the rule's. */
    public synchronized void observe(long deviceGeneration, RawCounters raw) {
        if (!counting || deviceGeneration != generation) {
            return;
        }
        packets += grown(lastPackets, raw.packets(), raw.width());
        bytes += grown(lastBytes, raw.bytes(), raw.width());
        lastPackets = raw.packets();
        lastBytes = raw.bytes();
        usedNanos = Math.max(usedNanos, raw.usedNanos());
    }

    /** The rule's counters were read for the last time: it is gone, or starts from zero again with {@link #installed}. */
    public synchronized void retire(long deviceGeneration, RawCounters last) {
        observe(deviceGeneration, last);
        counting = false;
    }

    /** The rule is gone, and its counters will not be read any more. */
    public synchronized void ended() {
        counting = false;
    }

    /** True where there is a rule that may have counted more than was read. */
    public synchronized boolean counting() {
        return counting;
    }

    /** All that hardware has counted; the flags of what it took are not known. */
    public synchronized FlowStats hardware() {
        return new FlowStats(packets, bytes, usedNanos, 0, packets == 0);
    }

    private static long grown(long before, long now, int width) {
        return width >= Long.SIZE ? now - before : now - before & (1L << width) - 1;
    }
}
