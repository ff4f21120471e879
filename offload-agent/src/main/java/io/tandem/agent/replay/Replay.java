package io.tandem.agent.replay;

import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.Switch;
import io.tandem.agent.engine.Switch.Arrival;
import io.tandem.agent.revalidator.FlowLimit;
import io.tandem.agent.revalidator.Revalidator;
import io.tandem.agent.revalidator.RevalidatorConfig;
import io.tandem.agent.slowpath.FlowFileException;
import io.tandem.agent.slowpath.FlowFileSlowPath;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.capture.CaptureException;
import io.tandem.datapath.capture.CaptureReader;
import io.tandem.datapath.capture.CaptureRecord;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a capture through the switch, once. Everything happens on the calling thread, placement between bursts, so that
 * two replays of the same input do the same.
 */
public final class Replay {
    private static final int BURST = 256;
    private static final int PASS_EVERY = 4096;

    /** Told how far a replay is. */
    public interface Progress {
        /**
         * Between bursts.
         *
         * @param packets packets that have entered so far
         * @param nic the NIC, where there is one
         */
        void at(long packets, Optional<SimNicDevice> nic);
    }

    private final ReplayOptions options;
    private final Progress progress;

    public Replay(ReplayOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Replays. Where it fails no output file is left behind.
     *
     * @throws CaptureException where the capture cannot be read to its end
     * @throws FlowFileException where the flow file is wrong
     * @throws BackendUnavailableException where there is no NIC
     * @throws IOException where output cannot be written
     */
    public ReplayReport run() throws CaptureException, FlowFileException, BackendUnavailableException, IOException {
        FlowFileSlowPath slowPath = FlowFileSlowPath.read(options.flows(), PortNames.range(1, options.ports()));
        boolean nanoseconds;
        try (CaptureReader reader = CaptureReader.open(options.capture())) {
            nanoseconds = reader.nanoseconds();
        }
        @Nullable SimNicDevice nic = options.nic().isPresent()
                ? new SimNicBackend().open(options.nic().get())
                : null;
        try (CapturePorts ports = new CapturePorts(options.ports(), options.out(), nanoseconds)) {
            ReplayReport report = through(slowPath, Optional.ofNullable(nic), ports);
            ports.check();
            ports.keep();
            return report;
        } finally {
            if (nic != null) {
                nic.close();
            }
        }
    }

    private ReplayReport through(FlowFileSlowPath slowPath, Optional<SimNicDevice> nic, CapturePorts ports)
            throws CaptureException, IOException {
        long start = System.nanoTime();
        Switch target = new Switch(
                new DatapathConfig(DatapathConfig.DEFAULT_EMC_INSERT_INVERSE, options.ports()),
                slowPath,
                nic,
                new EngineConfig(Duration.ZERO),
                () -> Integer.MAX_VALUE,
                ports,
                FlowEvents.none());
        ports.attachTo(target);
        Revalidator revalidator = new Revalidator(
                target.engine(),
                slowPath,
                new RevalidatorConfig(Optional.empty(), Integer.MAX_VALUE),
                new FlowLimit(Integer.MAX_VALUE),
                System::nanoTime);
        Feed feed = new Feed(target, revalidator, nic);
        for (int loop = 0; loop < options.loops(); loop++) {
            feed.capture(ports);
        }
        target.engine().runOnce();
        revalidator.pass();
        return new ReplayReport(
                target.traffic(),
                target.datapathCounters().unassigned(),
                target.datapathCounters().recirculated()
                        + target.engine().lookups().recirculated(),
                target.flows(),
                target.engine().counters().refusals(),
                target.devices(),
                target.engine().counters().recoveries(),
                nic.map(SimNicDevice::cycles).orElse(0L),
                System.nanoTime() - start);
    }

    /** Feeds bursts of the capture and lets the control side work between them. */
    private final class Feed {
        private final Switch target;
        private final Revalidator revalidator;
        private final Optional<SimNicDevice> nic;
        private final List<Arrival> arrivals = new ArrayList<>(BURST);
        private final WireBurst burst = new WireBurst();
        private long packets;
        private long nextPass = PASS_EVERY;

        Feed(Switch target, Revalidator revalidator, Optional<SimNicDevice> nic) {
            this.target = target;
            this.revalidator = revalidator;
            this.nic = nic;
        }

        void capture(CapturePorts ports) throws CaptureException, IOException {
            try (CaptureReader reader = CaptureReader.open(options.capture())) {
                for (Optional<CaptureRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                    arrivals.add(new Arrival(
                            options.port(), next.get().frame(), next.get().timeNanos()));
                    if (arrivals.size() == BURST) {
                        flush(ports);
                    }
                }
            }
            flush(ports);
        }

        private void flush(CapturePorts ports) throws IOException {
            progress.at(packets, nic);
            target.process(arrivals, burst);
            ports.check();
            packets += arrivals.size();
            arrivals.clear();
            target.engine().runOnce();
            if (packets >= nextPass) {
                revalidator.pass();
                nextPass = packets + PASS_EVERY;
            }
        }
    }
}
