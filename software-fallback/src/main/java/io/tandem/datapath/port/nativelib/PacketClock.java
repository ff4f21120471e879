package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.PortClock;

/** Puts the kernel's time stamps on the clock of the datapath. One thread at a time. */
final class PacketClock {
    /** How long the distance between both clocks is believed. */
    private static final long TRUSTED_NANOS = 100_000_000;

    private final Libc libc;
    private final PortClock clock;
    private long distance;
    private long measured;

    PacketClock(Libc libc, PortClock clock) {
        this.libc = libc;
        this.clock = clock;
        if (clock == PortClock.MONOTONIC) {
            measure(System.nanoTime());
        }
    }

    /** Called once a batch, before its stamps: notices when the machine's clock was set. */
    void tick() {
        if (clock == PortClock.MONOTONIC) {
            long now = System.nanoTime();
            if (now - measured > TRUSTED_NANOS) {
                measure(now);
            }
        }
    }

    /** The datapath's time for nanoseconds since 1970. */
    long ofEpoch(long nanos) {
        return nanos + distance;
    }

    /** The datapath's time now. */
    long now() {
        return clock == PortClock.MONOTONIC ? System.nanoTime() : libc.epochNanos();
    }

    private void measure(long now) {
        distance = now - libc.epochNanos();
        measured = now;
    }
}
