package io.tandem.agent.run;

import io.tandem.agent.engine.Switch;
import io.tandem.agent.engine.Switch.Arrival;
import io.tandem.agent.traffic.SampleFrame;
import io.tandem.agent.traffic.SampleTraffic;
import io.tandem.hwsim.driver.WireBurst;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packet thread: takes the frames that are due and sends them through the switch. */
final class PacketLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PacketLoop.class);
    private static final int BURST = 256;
    private static final long IDLE_NANOS = 1_000_000;

    private final Switch target;
    private final SampleTraffic traffic;
    private final List<Arrival> arrivals = new ArrayList<>(BURST);
    private final WireBurst burst = new WireBurst();
    private volatile boolean stopping;

    PacketLoop(Switch target, SampleTraffic traffic) {
        this.target = target;
        this.traffic = traffic;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        SampleFrame next = traffic.next();
        while (!stopping) {
            long now = System.nanoTime();
            while (arrivals.size() < BURST && next.nanos() <= now - start) {
                arrivals.add(new Arrival(next.port(), next.bytes(), now));
                next = traffic.next();
            }
            if (arrivals.isEmpty()) {
                LockSupport.parkNanos(IDLE_NANOS);
            } else {
                process();
            }
        }
    }

    private void process() {
        try {
            target.process(arrivals, burst);
        } catch (RuntimeException e) {
            LOG.error("an error in the packet loop", e);
        } finally {
            arrivals.clear();
        }
    }
}
