package io.tandem.datapath.poll;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which thread polls which queue, by load: the queues with most load first, each to the thread that has least. Source: the
 * "group" assignment and the dry run of pmd_rebalance_dry_run in lib/dpif-netdev.c of Open vSwitch.
 */
final class QueueAssignment {
    private static final int PERCENT = 100;

    /**
     * The thread of each queue.
     *
     * @param loads what each queue costs, in nanoseconds
     */
    static int[] of(long[] loads, int threads) {
        long[] given = new long[threads];
        int[] queues = new int[threads];
        int[] thread = new int[loads.length];
        IntStream.range(0, loads.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer queue) -> loads[queue])
                        .reversed())
                .forEach(queue -> {
                    int least = 0;
                    for (int i = 1; i < threads; i++) {
                        boolean less = given[i] < given[least] || given[i] == given[least] && queues[i] < queues[least];
                        least = less ? i : least;
                    }
                    thread[queue] = least;
                    given[least] += loads[queue];
                    queues[least]++;
                });
        return thread;
    }

    /** By how many percent the variance of the threads' loads is less with another assignment. */
    static int improvement(long[] loads, int[] present, int[] other, int threads) {
        double before = variance(loads, present, threads);
        double after = variance(loads, other, threads);
        return before == 0 ? 0 : (int) (PERCENT * (before - after) / before);
    }

    /** What each thread has to do. */
    static long[] sums(long[] loads, int[] thread, int threads) {
        long[] sums = new long[threads];
        for (int queue = 0; queue < loads.length; queue++) {
            sums[thread[queue]] += loads[queue];
        }
        return sums;
    }

    private static double variance(long[] loads, int[] thread, int threads) {
        long[] sums = sums(loads, thread, threads);
        double mean = Arrays.stream(sums).average().orElse(0);
        return Arrays.stream(sums)
                .mapToDouble(sum -> (sum - mean) * (sum - mean))
                .average()
                .orElse(0);
    }

    private QueueAssignment() {}
}
