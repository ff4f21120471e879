package io.tandem.hwsim.driver;

import io.tandem.hwsim.driver.SlotTable.Placed;
import io.tandem.stats.RawCounters;

/** What rules have counted: what the NIC says of it, and what the packets' completions have shown. Not thread-safe. */
final class RuleCounts {
    private final int width;
    private final CycleClock clock;

    /**
     * Counters of a NIC.
     *
     * @param width bits of each
     * @param clock tells when its cycles were
     */
    RuleCounts(int width, CycleClock clock) {
        this.width = width;
        this.clock = clock;
    }

    /** What a rule has counted that never was in the NIC. */
    RawCounters zero() {
        return RawCounters.zero(width);
    }

    /** What completions have shown. */
    RawCounters shown(Placed placed) {
        return new RawCounters(wrapped(placed.packets), wrapped(placed.bytes), width, placed.usedNanos, 0);
    }

    /** What a slot has counted. */
    RawCounters counted(NicCompletion answer) {
        return new RawCounters(answer.packets(), answer.bytes(), width, clock.timeOf(answer.lastUsed()), 0);
    }

    /**
     * What a rule has counted in its slot and in those that it has left. Counters that are behind what completions have
     * shown stand still; then the completions count.
     */
    RawCounters counted(NicCompletion answer, Placed placed) {
        RawCounters here = counted(answer);
        long packets = wrapped(here.packets() + placed.leftPackets);
        long bytes = wrapped(here.bytes() + placed.leftBytes);
        if (behind(packets, placed.packets) || behind(bytes, placed.bytes)) {
            return shown(placed);
        }
        return new RawCounters(packets, bytes, width, Math.max(here.usedNanos(), placed.leftUsedNanos), 0);
    }

    private long wrapped(long count) {
        return count & -1L >>> Long.SIZE - width;
    }

    private boolean behind(long counted, long shown) {
        return shown - counted << Long.SIZE - width > 0;
    }
}
