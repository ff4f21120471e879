package io.tandem.datapath.upcall;

import io.tandem.datapath.execute.DropReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** The upcalls of one ingress port: a bounded queue, and what became of all of them. Any thread. */
final class PortUpcalls {
    private static final DropReason[] LOSSES = {
        DropReason.UPCALL_QUEUE_FULL, DropReason.UPCALL_EXPIRED, DropReason.UPCALL_FAILED, DropReason.DATAPATH_STOPPED
    };

    private final int port;
    private final int length;
    private final Queue<Upcall> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLongArray lost = new AtomicLongArray(LOSSES.length);

    PortUpcalls(int port, int length) {
        this.port = port;
        this.length = length;
    }

    /** False, and a counted loss, where the queue is full. */
    boolean offer(Upcall upcall) {
        asked.incrementAndGet();
        if (waiting.incrementAndGet() <= length) {
            queue.add(upcall);
            return true;
        }
        waiting.decrementAndGet();
        lost(DropReason.UPCALL_QUEUE_FULL);
        return false;
    }

    @Nullable Upcall poll() {
        Upcall upcall = queue.poll();
        if (upcall != null) {
            waiting.decrementAndGet();
        }
        return upcall;
    }

    void answered() {
        answered.incrementAndGet();
    }

    void lost(DropReason reason) {
        for (int i = 0; i < LOSSES.length; i++) {
            if (LOSSES[i] == reason) {
                lost.incrementAndGet(i);
            }
        }
    }

    UpcallCounters counters() {
        Map<DropReason, Long> losses = new EnumMap<>(DropReason.class);
        for (int i = 0; i < LOSSES.length; i++) {
            if (lost.get(i) != 0) {
                losses.put(LOSSES[i], lost.get(i));
            }
        }
        return new UpcallCounters(port, asked.get(), answered.get(), losses);
    }
}
