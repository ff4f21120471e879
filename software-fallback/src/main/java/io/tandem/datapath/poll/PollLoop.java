package io.tandem.datapath.poll;

import io.tandem.datapath.PacketThread;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.poll.nativelib.CoreAffinity;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * What a poll thread does until it is stopped: a batch from each of its queues in turn, through its packet thread. The
 * group hands it queues and takes them back between batches.
 */
final class PollLoop implements Runnable {
    /** What the loop is to poll; asked for by the group, and where both agree, done by the loop. */
    private static final class Order {
        final PolledQueue[] queues;

        Order(PolledQueue[] queues) {
            this.queues = queues;
        }
    }

    private final PacketThread packets;
    private final IdleStrategy idle;
    private final OptionalInt core;
    private final PacketBatch batch = new PacketBatch();
    private final AtomicReference<Order> wanted;
    private volatile Order done;
    private volatile boolean stopped;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    PollLoop(PacketThread packets, IdleStrategy idle, OptionalInt core, PolledQueue[] queues) {
        this.packets = packets;
        this.core = core;
        this.idle = idle;
        this.done = new Order(queues);
        this.wanted = new AtomicReference<>(done);
    }

    /** The packet thread that this loop drives. */
    PacketThread packets() {
        return packets;
    }

    /** Asks for other queues to be polled. The loop has let go of all others when it is {@link #settled}. */
    void poll(PolledQueue[] queues) {
        wanted.set(new Order(queues));
    }

    /** True where the loop polls what was asked for last, and no packet of another queue is in its hands. */
    boolean settled() {
        return done == wanted.get() || ended;
    }

    /** The queues that the loop polls, those asked for last. */
    PolledQueue[] queues() {
        return wanted.get().queues;
    }

    /** Asks the loop to end after its batch. */
    void stop() {
        stopped = true;
    }

    /** True once the loop has ended. */
    boolean ended() {
        return ended;
    }

    /** What ended the loop, where nobody asked for it. */
    @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            core.ifPresent(CoreAffinity::pin);
            while (!stopped) {
                idle.idle(work());
            }
        } catch (Throwable e) {
            packets.fail();
            failure = e;
        } finally {
            ended = true;
        }
    }

    private int work() {
        Order order = done;
        Order next = wanted.get();
        if (next != order) {
            return change(order, next);
        }
        int work = packets.serviceUpcalls();
        for (PolledQueue queue : order.queues) {
            work += poll(queue);
        }
        return work;
    }

    /**
     * Where a queue goes, polls nothing until no packet that waits for the slow path is in hand any more: then the
     * queue's new thread may carry younger ones.
     */
    private int change(Order before, Order next) {
        int work = packets.serviceUpcalls();
        if (packets.pendingPackets() == 0 || Arrays.asList(next.queues).containsAll(Arrays.asList(before.queues))) {
            done = next;
            return 1;
        }
        return work;
    }

    private int poll(PolledQueue polled) {
        batch.clear();
        long begin = System.nanoTime();
        int received = receive(polled);
        if (received > 0) {
            packets.process(batch);
            polled.polled(received, System.nanoTime() - begin);
        }
        return received;
    }

    /** What a queue had handed out when it failed is counted as lost. */
    private int receive(PolledQueue polled) {
        try {
            return polled.queue.receive(batch);
        } catch (Throwable e) {
            for (int i = 0; i < batch.size(); i++) {
                packets.discard(batch.get(i).length(), DropReason.THREAD_FAILED);
            }
            throw e;
        }
    }
}
