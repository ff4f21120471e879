package io.tandem.datapath.poll;

import io.tandem.datapath.port.RxQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A receive queue and what polling it has cost. Counted by the thread that has it, read by any. */
final class PolledQueue {
    final RxQueue queue;

    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong busyNanos = new AtomicLong();

    /** The thread that is to poll it. Kept by the group. */
    int thread;

    /** What {@link #busyNanos} was when loads were looked at last. Kept by the group. */
    long busyBefore;

    PolledQueue(RxQueue queue) {
        this.queue = queue;
    }

    void polled(int received, long nanos) {
        packets.setRelease(packets.getPlain() + received);
        busyNanos.setRelease(busyNanos.getPlain() + nanos);
    }

    /** Packets received. */
    long packets() {
        return packets.getAcquire();
    }

    /** Time that its packets took, in nanoseconds. */
    long busyNanos() {
        return busyNanos.getAcquire();
    }
}
