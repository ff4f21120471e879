package io.tandem.datapath.port;

/** What a port's packet times count from. All ports of a datapath have the same. In nanoseconds. */
public enum PortClock {
    /** 1970-01-01T00:00:00Z, as in capture files. Steps when the machine's clock is set. */
    EPOCH,
    /** The origin of {@link System#nanoTime()}, which flows expire by. Never goes back by more than its adjustment. */
    MONOTONIC
}
