package io.tandem.datapath.poll;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Settings of poll threads.
 *
 * @param threads how many, at most as many packet threads as the datapath was made for
 * @param cores the core that each thread is kept on, by the thread's place; empty where they run anywhere (Open vSwitch:
 *     other_config:pmd-cpu-mask)
 * @param idle makes what a thread does that finds no packets
 * @param rebalanceNanos how often loads are looked at; queues move after such a time at the earliest (Open vSwitch:
 *     other_config:pmd-auto-lb-rebal-interval)
 * @param busyPercent queues move only where a thread is busy for so much of its time (Open vSwitch:
 *     other_config:pmd-auto-lb-load-threshold)
 * @param improvementPercent queues move only where that lessens the variance of the threads' loads by so much (Open
 *     vSwitch: other_config:pmd-auto-lb-improvement-threshold)
 * @param firstBackoffNanos how long a failed thread's queues wait for a new one, doubled with each failure in a row
 * @param lastBackoffNanos the most that this becomes; a thread that has run for so long has not failed in a row
 */
public record PollConfig(
        int threads,
        List<Integer> cores,
        Supplier<IdleStrategy> idle,
        long rebalanceNanos,
        int busyPercent,
        int improvementPercent,
        long firstBackoffNanos,
        long lastBackoffNanos) {
    private static final long SECOND = 1_000_000_000L;
    private static final int SPINS = 100;
    private static final long SHORTEST_PARK_NANOS = 1000;
    private static final long LONGEST_PARK_NANOS = 100_000;

    public PollConfig {
        cores = List.copyOf(cores);
        if (!cores.isEmpty() && cores.size() != threads) {
            throw new IllegalArgumentException(
                    cores.size() + " cores for " + threads + " threads: name one for each thread, or none");
        }
        if (threads < 1 || rebalanceNanos < 1 || firstBackoffNanos < 0 || lastBackoffNanos < firstBackoffNanos) {
            throw new IllegalArgumentException(threads + " threads, rebalancing each " + rebalanceNanos
                    + " ns, back-off from " + firstBackoffNanos + " to " + lastBackoffNanos
                    + " ns: there is at least 1 thread, times are positive, and a range goes up");
        }
    }

    /** Threads that leave their core to others where no packets come, and Open vSwitch's thresholds. */
    public static PollConfig threads(int threads) {
        return new PollConfig(
                threads,
                List.of(),
                () -> new BackoffIdleStrategy(SPINS, SPINS, SHORTEST_PARK_NANOS, LONGEST_PARK_NANOS),
                60 * SECOND,
                95,
                25,
                SECOND / 100,
                10 * SECOND);
    }

    /** The same, with each thread kept on a core. */
    public PollConfig withCores(List<Integer> each) {
        return new PollConfig(
                threads,
                each,
                idle,
                rebalanceNanos,
                busyPercent,
                improvementPercent,
                firstBackoffNanos,
                lastBackoffNanos);
    }

    /** The core of the thread in that place, or none. */
    OptionalInt core(int place) {
        return cores.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cores.get(place));
    }
}
