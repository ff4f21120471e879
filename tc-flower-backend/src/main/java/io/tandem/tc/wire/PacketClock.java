package io.tandem.tc.wire;

/**
 * The clock of the kernel's packet scheduler, in whose ticks bursts are told.
 *
 * <p>One tick is 64 nanoseconds in every kernel since 2.6.31. Source: net/pkt_sched.h, PSCHED_SHIFT; net/sched/sch_api.c,
 * psched_show, which is /proc/net/psched; iproute2, tc/tc_core.c as it is since it no longer rounds times down to whole
 * microseconds.
 *
 * @param ticksPerMicrosecond ticks in a microsecond
 */
public record PacketClock(double ticksPerMicrosecond) {
    /** The kernel's. */
    public static final PacketClock KERNEL = new PacketClock(1000.0 / 64);

    /** Nanoseconds of a tick of the user's clock, in which struct tcf_t counts: USER_HZ is 100 where Java runs. */
    public static final long NANOS_PER_USER_TICK = 10_000_000;

    private static final double MICROSECONDS = 1_000_000;
    private static final long MOST = 0xffffffffL;

    /** Ticks that {@code size} takes at {@code rate} a second, rounded up; at most 32 bits' worth. */
    long ticks(long rate, long size) {
        if (rate == 0) {
            return 0;
        }
        double ticks = Math.ceil(ticksPerMicrosecond * (MICROSECONDS * (unsigned(size) / unsigned(rate))));
        return ticks > MOST ? MOST : (long) ticks;
    }

    /**
     * What passes in that many ticks at {@code rate} a second: rounded down as tc does, or one more or less where only that
     * gives the same ticks again.
     */
    long size(long rate, long ticks) {
        if (rate == 0) {
            return 0;
        }
        long size = (long) (unsigned(rate) * (ticks / ticksPerMicrosecond) / MICROSECONDS);
        if (ticks(rate, size) == ticks) {
            return size;
        }
        if (ticks(rate, size + 1) == ticks) {
            return size + 1;
        }
        return size > 0 && ticks(rate, size - 1) == ticks ? size - 1 : size;
    }

    /**
     * The burst that is read back of a meter that was given {@code burst} at {@code rate} a second: for comparing, since
     * ticks round it.
     */
    public long readBack(long rate, long burst) {
        return size(rate, ticks(rate, burst));
    }

    private static double unsigned(long number) {
        return number >= 0 ? number : (number >>> 1) * 2.0 + (number & 1);
    }
}
