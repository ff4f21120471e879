package io.tandem.datapath.upcall;

import io.tandem.datapath.execute.DropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that carry upcalls to the slow path and answers back. What a handler throws costs the upcall that it threw
 * at, and the thread goes on.
 */
public final class UpcallThreads implements AutoCloseable {
    private static final long STOP_MILLIS = 1000;

    private final UpcallHandler handler;
    private final long maxAgeNanos;
    private final UpcallQueues queues;
    private final AtomicInteger idle = new AtomicInteger();
    private final Semaphore work = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** Starts as many threads as configured. */
    public UpcallThreads(UpcallConfig config, UpcallHandler handler) {
        this.handler = handler;
        this.maxAgeNanos = config.maxAgeNanos();
        this.queues = new UpcallQueues(config.queueLength(), this::wake);
        for (int i = 0; i < config.handlers(); i++) {
            threads.add(Thread.ofPlatform().daemon().name("upcall-" + i).start(this::run));
        }
    }

    /** Where packet threads put upcalls. */
    public UpcallQueues queues() {
        return queues;
    }

    /**
     * Stops the threads: the slow path finishes what it is at, and every upcall that waits is answered with
     * {@link DropReason#DATAPATH_STOPPED}. A slow path that does not come back within a second is interrupted and left
     * alone. The second time only upcalls that came since are answered.
     */
    @Override
    public void close() {
        stopped = true;
        work.release(threads.size());
        for (Thread thread : threads) {
            join(thread);
        }
        threads.clear();
        for (Upcall upcall = queues.take(); upcall != null; upcall = queues.take()) {
            lose(upcall, DropReason.DATAPATH_STOPPED);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }

    private void wake() {
        if (idle.get() > 0) {
            work.release();
        }
    }

    private void run() {
        while (!stopped) {
            Upcall upcall = queues.take();
            if (upcall == null) {
                upcall = await();
            }
            if (upcall != null) {
                handle(upcall);
            }
        }
    }

    /** Announces that it is idle, looks once more, and waits: what is queued after that look finds the announcement. */
    private @Nullable Upcall await() {
        idle.incrementAndGet();
        try {
            Upcall upcall = queues.take();
            if (upcall == null && !stopped) {
                work.acquire();
            }
            return upcall;
        } catch (InterruptedException e) {
            // Only close() interrupts, after it has said so.
            return null;
        } finally {
            idle.decrementAndGet();
        }
    }

    private void handle(Upcall upcall) {
        int port = upcall.port();
        if (System.nanoTime() - upcall.queuedNanos() > maxAgeNanos) {
            lose(upcall, DropReason.UPCALL_EXPIRED);
            return;
        }
        try {
            switch (upcall) {
                case MissUpcall miss -> {
                    UpcallAnswer answer = handler.miss(miss.key(), miss.packet());
                    queues.of(port).answered();
                    miss.answer(answer);
                }
                case ActionUpcall action -> {
                    handler.userspace(action);
                    queues.of(port).answered();
                }
            }
        } catch (Throwable e) {
            lose(upcall, DropReason.UPCALL_FAILED);
        }
    }

    private void lose(Upcall upcall, DropReason reason) {
        queues.of(upcall.port()).lost(reason);
        if (upcall instanceof MissUpcall miss) {
            miss.answer(new UpcallAnswer.Discard(reason));
        }
    }
}
