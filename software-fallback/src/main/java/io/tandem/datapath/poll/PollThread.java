package io.tandem.datapath.poll;

import io.tandem.datapath.Datapath;
import io.tandem.datapath.PacketThread;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One place for a poll loop: the loop that runs in it, and how often one has failed. Changed by the group's lock holder. */
final class PollThread {
    private final Datapath datapath;
    private final PollConfig config;
    private final OptionalInt core;
    private PollLoop loop;
    private Thread thread;
    private long startedNanos;

    private long failures;
    private int inARow;
    private boolean counted;
    private long restartNanos;
    private @Nullable Throwable lastFailure;

    /**
     * @param place which of the group's threads it is, from 0
     */
    PollThread(Datapath datapath, PollConfig config, int place, PacketThread packets, PolledQueue[] queues, long now) {
        this.datapath = datapath;
        this.config = config;
        this.core = config.core(place);
        this.loop = new PollLoop(packets, config.idle().get(), core, queues);
        this.thread = start(loop);
        this.startedNanos = now;
    }

    PollLoop loop() {
        return loop;
    }

    /** Starts another loop in the place of one that failed, once the back-off is over. */
    void mend(long now) {
        Throwable failure = loop.failure();
        if (failure == null) {
            return;
        }
        if (!counted) {
            counted = true;
            failures++;
            lastFailure = failure;
            inARow = now - startedNanos > config.lastBackoffNanos() ? 1 : inARow + 1;
            restartNanos = now + backoff();
        }
        if (hopeless(failure) || now - restartNanos < 0) {
            return;
        }
        loop = new PollLoop(datapath.reopen(loop.packets()), config.idle().get(), core, loop.queues());
        counted = false;
        startedNanos = now;
        thread = start(loop);
    }

    PollThreadState state() {
        return new PollThreadState(loop.packets().number(), !loop.ended(), failures, Optional.ofNullable(lastFailure));
    }

    void join() throws InterruptedException {
        thread.join();
    }

    /** After an error of the virtual machine itself nothing here is known to work; a deep recursion is no such thing. */
    private static boolean hopeless(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }

    private long backoff() {
        int doublings = Math.min(inARow - 1, Long.SIZE / 2);
        return Math.min(config.lastBackoffNanos(), config.firstBackoffNanos() << doublings);
    }

    private static Thread start(PollLoop loop) {
        return Thread.ofPlatform()
                .daemon()
                .name("poll-" + loop.packets().number())
                .start(loop);
    }
}
