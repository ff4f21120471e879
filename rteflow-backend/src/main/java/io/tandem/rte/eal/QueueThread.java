package io.tandem.rte.eal;

import io.tandem.rte.nativelib.LibEal;

/**
 * The thread that uses a queue, made known to DPDK, so that it has caches of mempools of its own instead of sharing their
 * rings. DPDK has 128 places for threads, which it gets back when the process ends; a thread that finds none does without.
 * One for each queue.
 */
public final class QueueThread {
    private static final ThreadLocal<Boolean> KNOWN = ThreadLocal.withInitial(() -> LibEal.threadRegister() == 0);

    private Thread last = Thread.currentThread();
    private boolean entered;

    /** Says that the calling thread uses the queue now. Costs little where it was the last one too. */
    public void enter() {
        Thread current = Thread.currentThread();
        if (current != last || !entered) {
            last = current;
            entered = true;
            KNOWN.get();
        }
    }
}
