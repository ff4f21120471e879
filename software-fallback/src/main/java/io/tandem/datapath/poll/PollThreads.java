package io.tandem.datapath.poll;

import io.tandem.datapath.Datapath;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.poll.nativelib.CoreAffinity;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.port.RxQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * The threads that poll receive queues, each through a packet thread of its own. Queues are spread by what they cost and
 * move where that makes the threads' loads more alike; a queue moves between batches, never has two threads, and its
 * packets stay in order. A thread that an error ends is replaced, after a back-off, with all its queues; the others go on.
 */
public final class PollThreads implements AutoCloseable {
    private static final long WATCH_NANOS = 1_000_000;
    private static final int PERCENT = 100;

    private final PollConfig config;
    private final List<PolledQueue> queues;
    private final List<PollThread> threads = new ArrayList<>();
    private final Thread watcher;
    private long lookedNanos = System.nanoTime();
    private volatile boolean stopped;

    /**
     * Starts the threads.
     *
     * @param datapath where packets go; has room for so many packet threads
     * @param received what is polled; at first each queue counts the same
     * @param ports what packets leave by, for each thread by its number: a transmit queue of each port that is the
     *     thread's own
     * @throws IllegalArgumentException where a thread is to be kept on a core that this process may not use
     */
    public PollThreads(
            Datapath datapath,
            PollConfig config,
            List<? extends RxQueue> received,
            IntFunction<List<? extends Port>> ports) {
        this.config = config;
        requireCores(config.cores());
        this.queues = received.stream().map(PolledQueue::new).toList();
        int[] assignment = QueueAssignment.of(new long[queues.size()], config.threads());
        assign(assignment);
        for (int i = 0; i < config.threads(); i++) {
            PacketThread packets = datapath.openThread();
            ports.apply(packets.number()).forEach(packets::attach);
            threads.add(new PollThread(datapath, config, i, packets, queuesOf(i), System.nanoTime()));
        }
        watcher = Thread.ofPlatform().daemon().name("poll-watch").start(this::watch);
    }

    private static void requireCores(List<Integer> cores) {
        BitSet allowed = CoreAffinity.allowed();
        for (int core : cores) {
            if (!allowed.get(core)) {
                throw new IllegalArgumentException("core " + core + " is not one that this process may use, which are "
                        + allowed + ": name one of these, or widen the process's cpuset");
            }
        }
    }

    /** How the threads are, in the order of their numbers. */
    public synchronized List<PollThreadState> states() {
        return threads.stream().map(PollThread::state).toList();
    }

    /** The queues, who polls them and what that has cost. */
    public synchronized List<QueueLoad> loads() {
        return queues.stream()
                .map(q -> new QueueLoad(
                        q.queue.port(),
                        q.queue.index(),
                        threads.get(q.thread).loop().packets().number(),
                        q.packets(),
                        q.busyNanos()))
                .toList();
    }

    /**
     * Moves queues by what they have cost since this was done last, if a thread is busy enough and enough is won; the
     * threads do so by themselves too. False where all stay.
     */
    public synchronized boolean rebalance() {
        long now = System.nanoTime();
        long elapsed = now - lookedNanos;
        lookedNanos = now;
        long[] loads = new long[queues.size()];
        int[] present = new int[queues.size()];
        for (int i = 0; i < loads.length; i++) {
            PolledQueue queue = queues.get(i);
            long busy = queue.busyNanos();
            loads[i] = busy - queue.busyBefore;
            queue.busyBefore = busy;
            present[i] = queue.thread;
        }
        long most = Arrays.stream(QueueAssignment.sums(loads, present, config.threads()))
                .max()
                .orElse(0);
        int[] other = QueueAssignment.of(loads, config.threads());
        if (most < elapsed / PERCENT * config.busyPercent()
                || QueueAssignment.improvement(loads, present, other, config.threads()) < config.improvementPercent()) {
            return false;
        }
        move(other);
        return true;
    }

    /** First every thread lets go of what another is to have, then each gets what is its own. */
    private void move(int[] assignment) {
        for (int i = 0; i < config.threads(); i++) {
            int thread = i;
            threads.get(i)
                    .loop()
                    .poll(queues.stream()
                            .filter(q -> q.thread == thread && assignment[queues.indexOf(q)] == thread)
                            .toArray(PolledQueue[]::new));
        }
        while (!threads.stream().allMatch(t -> t.loop().settled())) {
            LockSupport.parkNanos(WATCH_NANOS / 10);
        }
        assign(assignment);
        for (int i = 0; i < config.threads(); i++) {
            threads.get(i).loop().poll(queuesOf(i));
        }
    }

    private void assign(int[] assignment) {
        for (int i = 0; i < assignment.length; i++) {
            queues.get(i).thread = assignment[i];
        }
    }

    private PolledQueue[] queuesOf(int thread) {
        return queues.stream().filter(q -> q.thread == thread).toArray(PolledQueue[]::new);
    }

    private void watch() {
        while (!stopped) {
            LockSupport.parkNanos(WATCH_NANOS);
            mend();
            if (System.nanoTime() - lookedNanos() > config.rebalanceNanos()) {
                rebalance();
            }
        }
    }

    private synchronized void mend() {
        threads.forEach(thread -> thread.mend(System.nanoTime()));
    }

    private synchronized long lookedNanos() {
        return lookedNanos;
    }

    /** Ends the threads after their batches. What the slow path still has is settled by {@link Datapath#close}. */
    @Override
    public void close() {
        stopped = true;
        try {
            watcher.join();
            for (PollThread thread : threads) {
                thread.loop().stop();
            }
            for (PollThread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
