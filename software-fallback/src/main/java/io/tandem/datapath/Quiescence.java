package io.tandem.datapath;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether a packet thread may still use a flow that was removed: what DPDK's rte_rcu_qsbr.h tells of a reader. A removed
 * flow's statistics are final once each thread was offline since, or has ended the batch that it was in.
 */
final class Quiescence {
    /** How often a batch's end is looked for before the core is left to others, which is longer than a batch takes. */
    private static final int SPINS = 10_000;

    private static final long PARK_NANOS = 20_000;

    /** Times that the thread went online and offline: while they differ, it may count on a removed flow. */
    private final AtomicLong entered = new AtomicLong();

    private final AtomicLong left = new AtomicLong();
    private volatile @Nullable Thread owner;

    /** From here on the calling thread may use flows that were live when it looked at them. */
    void online() {
        Thread current = Thread.currentThread();
        if (owner != current) {
            owner = current;
        }
        entered.set(entered.getPlain() + 1);
    }

    /** From here to the next {@link #online} no flow is used that was looked up before. Called by the thread that is online. */
    void offline() {
        left.setRelease(entered.getPlain());
    }

    /** Waits until the thread has been offline since now, or is; never for the calling thread itself. */
    void await() {
        long underWay = entered.get();
        for (int waited = 0; left.getAcquire() < underWay && Thread.currentThread() != owner; waited++) {
            if (waited < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PARK_NANOS);
            }
        }
    }
}
