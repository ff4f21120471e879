package io.tandem.stats;

/**
 * Statistics of a flow as its owner sees them.
 *
 * @param packets packets that matched, unsigned
 * @param bytes bytes of those packets: whole Ethernet frames as they came in, without FCS
 * @param usedNanos time of the last packet on the datapath's clock, or {@link #NEVER}
 * @param tcpFlags union of the TCP flags seen
 * @param tcpFlagsComplete false where hardware took packets and cannot tell their flags
 */
public record FlowStats(long packets, long bytes, long usedNanos, int tcpFlags, boolean tcpFlagsComplete) {
    /** Stands for a time that never was. */
    public static final long NEVER = Long.MIN_VALUE;

    /** The statistics of a flow that no packet has matched. */
    public static final FlowStats ZERO = new FlowStats(0, 0, NEVER, 0, true);

    /** Both sides together: counts added, the later use, the union of flags. */
    public FlowStats plus(FlowStats other) {
        return new FlowStats(
                packets + other.packets,
                bytes + other.bytes,
                Math.max(usedNanos, other.usedNanos),
                tcpFlags | other.tcpFlags,
                tcpFlagsComplete && other.tcpFlagsComplete);
    }
}
