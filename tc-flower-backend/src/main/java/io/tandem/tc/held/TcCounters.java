package io.tandem.tc.held;

/**
 * Counters of an action as the kernel reports them, in its own units.
 *
 * @param packets all, of hardware and of software
 * @param bytes all, as {@link FrameBytes} says
 * @param hardwarePackets those that hardware took
 * @param hardwareBytes those that hardware took
 * @param idleNanos time since the last use, as exact as the 10 ms in which the kernel tells it; {@link #UNKNOWN} where it
 *     was not told
 */
public record TcCounters(long packets, long bytes, long hardwarePackets, long hardwareBytes, long idleNanos) {
    /** The time of the last use is not known. */
    public static final long UNKNOWN = -1;

    /** Of a filter that no packet came to. */
    public static final TcCounters ZERO = new TcCounters(0, 0, 0, 0, UNKNOWN);
}
