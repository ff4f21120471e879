package io.tandem.hwsim.driver;

import io.tandem.stats.FlowStats;

/**
 * Tells when a clock cycle of the NIC was, from the times at which exchanges ended. It remembers the last exchanges;
 * what lies before them is answered with the oldest. Not thread-safe.
 */
final class CycleClock {
    private static final int REMEMBERED = 4096;

    private final long[] cycles = new long[REMEMBERED];
    private final long[] nanos = new long[REMEMBERED];
    private int count;

    /** An exchange ended with the cycle counter at {@code cycle} at the time {@code now}. */
    void sample(long cycle, long now) {
        cycles[count % REMEMBERED] = cycle;
        nanos[count % REMEMBERED] = now;
        count++;
    }

    /** The time of the exchange in which the cycle lay; {@link FlowStats#NEVER} for cycle zero. */
    long timeOf(long cycle) {
        if (cycle == 0 || count == 0) {
            return FlowStats.NEVER;
        }
        int low = Math.max(0, count - REMEMBERED);
        int high = count - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cycles[middle % REMEMBERED] < cycle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return nanos[low % REMEMBERED];
    }

    /**
     * The first cycle of the exchange that ended at that time or later, as far as is remembered; the cycle after the last
     * one where all ended before.
     */
    long cycleOf(long time) {
        long cycle = 1;
        for (int i = Math.max(0, count - REMEMBERED); i < count && nanos[i % REMEMBERED] < time; i++) {
            cycle = cycles[i % REMEMBERED] + 1;
        }
        return cycle;
    }

    /** Forgets everything, as after a reset. */
    void clear() {
        count = 0;
    }
}
