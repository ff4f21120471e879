package io.tandem.agent.run;

import io.tandem.agent.engine.OffloadEngine;
import io.tandem.agent.revalidator.Revalidator;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control thread: places new flows at once, revalidates all of them at intervals. After an error that nobody
 * expects it tries again later, and later each time that there is another.
 */
final class ControlLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final long NANOS_OF_MILLI = 1_000_000;
    private static final long PLACE_NANOS = 20_000_000;
    private static final long PASS_NANOS = 500_000_000;
    private static final long LONGEST_WAIT_NANOS = 5_000_000_000L;

    private final OffloadEngine engine;
    private final Revalidator revalidator;
    private final Runnable maintain;
    private final LongConsumer wait;
    private volatile boolean stopping;

    /**
     * @param maintain done after each pass
     * @param wait waits for so many nanoseconds
     */
    ControlLoop(OffloadEngine engine, Revalidator revalidator, Runnable maintain, LongConsumer wait) {
        this.engine = engine;
        this.revalidator = revalidator;
        this.maintain = maintain;
        this.wait = wait;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        long passed = System.nanoTime();
        long next = PASS_NANOS;
        while (!stopping) {
            long pause = PLACE_NANOS;
            try {
                engine.runOnce();
                if (System.nanoTime() - passed >= PASS_NANOS) {
                    revalidator.pass();
                    maintain.run();
                    passed = System.nanoTime();
                }
                next = PASS_NANOS;
            } catch (RuntimeException e) {
                pause = next;
                next = Math.min(2 * next, LONGEST_WAIT_NANOS);
                LOG.error("an error in the control loop; it goes on in {} ms", pause / NANOS_OF_MILLI, e);
            }
            wait.accept(pause);
        }
    }
}
