package io.tandem.datapath.table;

import io.tandem.stats.FlowStats;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of one flow that several packet threads count, each in an array of its own that shares no cache line with
 * another thread's. An array is made when its thread first meets the flow. Any thread may read.
 */
final class FlowStripes {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle STRIPE = MethodHandles.arrayElementVarHandle(long[][].class);

    /** Words of a cache line, left empty before and behind the counts. */
    private static final int APART = 8;

    private static final int PACKETS = APART;
    private static final int BYTES = APART + 1;
    private static final int USED = APART + 2;
    private static final int FLAGS = APART + 3;
    private static final int LENGTH = APART + 4 + APART;

    private final long[] @Nullable [] stripes;

    FlowStripes(int threads) {
        stripes = new long[threads][];
    }

    void count(int thread, int more, long size, long time, int tcpFlags) {
        long[] stripe = stripes[thread];
        if (stripe == null) {
            stripe = new long[LENGTH];
            stripe[USED] = FlowStats.NEVER;
            STRIPE.setRelease(stripes, thread, stripe);
        }
        WORD.setOpaque(stripe, PACKETS, stripe[PACKETS] + more);
        WORD.setOpaque(stripe, BYTES, stripe[BYTES] + size);
        WORD.setOpaque(stripe, USED, time);
        WORD.setRelease(stripe, FLAGS, stripe[FLAGS] | tcpFlags);
    }

    FlowStats sum() {
        FlowStats sum = FlowStats.ZERO;
        for (int i = 0; i < stripes.length; i++) {
            long[] stripe = (long[]) STRIPE.getAcquire(stripes, i);
            if (stripe != null) {
                int flags = (int) (long) WORD.getAcquire(stripe, FLAGS);
                sum = sum.plus(new FlowStats(
                        (long) WORD.getOpaque(stripe, PACKETS),
                        (long) WORD.getOpaque(stripe, BYTES),
                        (long) WORD.getOpaque(stripe, USED),
                        flags,
                        true));
            }
        }
        return sum;
    }
}
