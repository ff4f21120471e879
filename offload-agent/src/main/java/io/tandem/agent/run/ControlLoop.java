package io.tandem.agent.run;

import io.tandem.agent.engine.OffloadEngine;
import io.tandem.agent.revalidator.Revalidator;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control thread: places new flows at once, revalidates all of them at intervals. */
final class ControlLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final long PLACE_NANOS = 20_000_000;
    private static final long PASS_NANOS = 500_000_000;

    private final OffloadEngine engine;
    private final Revalidator revalidator;
    private final Runnable maintain;
    private volatile boolean stopping;

    /**
     * @param maintain done after each pass
     */
    ControlLoop(OffloadEngine engine, Revalidator revalidator, Runnable maintain) {
        this.engine = engine;
        this.revalidator = revalidator;
        this.maintain = maintain;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        long passed = System.nanoTime();
        while (!stopping) {
            try {
                engine.runOnce();
                if (System.nanoTime() - passed >= PASS_NANOS) {
                    revalidator.pass();
                    maintain.run();
                    passed = System.nanoTime();
                }
            } catch (RuntimeException e) {
                LOG.error("an error in the control loop", e);
            }
            LockSupport.parkNanos(PLACE_NANOS);
        }
    }
}
