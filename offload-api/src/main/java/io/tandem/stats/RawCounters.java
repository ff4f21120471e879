package io.tandem.stats;

/**
 * What a device's counters of one rule read, before reconciliation. Bytes are already whole Ethernet frames without
 * FCS: a device that counts otherwise is normalised in its backend.
 *
 * @param packets packet counter, {@code width} bits
 * @param bytes byte counter, {@code width} bits
 * @param width bits of both counters, 1 to 64
 * @param usedNanos last use on the datapath's clock, or {@link FlowStats#NEVER}
 * @param ageNanos how old the values may be, in nanoseconds: zero where the read went to the counter itself
 */
public record RawCounters(long packets, long bytes, int width, long usedNanos, long ageNanos) {
    /** Counters that never counted. */
    public static RawCounters zero(int width) {
        return new RawCounters(0, 0, width, FlowStats.NEVER, 0);
    }
}
