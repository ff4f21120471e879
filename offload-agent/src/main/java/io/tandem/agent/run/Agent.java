package io.tandem.agent.run;

import io.tandem.agent.config.AgentConfig;
import io.tandem.agent.config.PortSetting;
import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.Switch;
import io.tandem.agent.revalidator.FlowLimit;
import io.tandem.agent.revalidator.Revalidator;
import io.tandem.agent.revalidator.RevalidatorConfig;
import io.tandem.agent.slowpath.FlowFileException;
import io.tandem.agent.slowpath.FlowFileSlowPath;
import io.tandem.agent.slowpath.LearningSwitch;
import io.tandem.agent.slowpath.SlowPath;
import io.tandem.agent.traffic.SampleTraffic;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.port.PortException;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.odp.PortNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The agent as it runs: packets of one kind of {@link Traffic}, and a control thread. */
public final class Agent implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Traffic traffic;
    private final ControlLoop control;
    private final Thread controlThread;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Agent(Traffic traffic, SlowPath slowPath, RevalidatorConfig config, FlowLimit limit) {
        this.traffic = traffic;
        Revalidator revalidator = new Revalidator(traffic.engine(), slowPath, config, limit, System::nanoTime);
        this.control = new ControlLoop(traffic.engine(), revalidator, traffic::maintain, LockSupport::parkNanos);
        this.controlThread = Thread.ofPlatform().name("control").unstarted(control);
        traffic.start();
        controlThread.start();
    }

    /**
     * Starts an agent with sample traffic.
     *
     * @throws BackendUnavailableException where there is no NIC
     */
    public static Agent start(AgentOptions options) throws BackendUnavailableException {
        Optional<SimNicDevice> nic = options.nic().isPresent()
                ? Optional.of(new SimNicBackend().open(options.nic().get()))
                : Optional.empty();
        SlowPath slowPath = new LearningSwitch(
                IntStream.rangeClosed(1, SampleTraffic.PORTS).boxed().toList());
        RevalidatorConfig config = RevalidatorConfig.DEFAULT;
        FlowLimit limit = new FlowLimit(config.maxFlows());
        Switch target = new Switch(
                new DatapathConfig(DatapathConfig.DEFAULT_EMC_INSERT_INVERSE, SampleTraffic.PORTS),
                slowPath,
                nic,
                new EngineConfig(RETRY),
                limit::get,
                (port, frame, time) -> {},
                FlowEvents.none());
        Traffic traffic = new SampleLinks(target, nic, new SampleTraffic(options.seed(), options.rate()));
        return new Agent(traffic, slowPath, config, limit);
    }

    /**
     * Starts an agent between the configured ports.
     *
     * @throws PortException where a port cannot be opened
     * @throws FlowFileException where the flow file is wrong
     * @throws BackendUnavailableException where the device that rules go to cannot be opened
     */
    public static Agent start(AgentConfig configured)
            throws PortException, FlowFileException, BackendUnavailableException {
        List<Integer> ports =
                configured.ports().stream().map(PortSetting::number).toList();
        List<Integer> all = Stream.concat(
                        ports.stream(), configured.tunnels().stream().map(tunnel -> tunnel.number()))
                .toList();
        ActionServices services = configured.services();
        SlowPath slowPath = configured.flows().isPresent()
                ? FlowFileSlowPath.read(configured.flows().get(), PortNames.of(all), services)
                : new LearningSwitch(ports);
        RevalidatorConfig config = RevalidatorConfig.DEFAULT;
        FlowLimit limit = new FlowLimit(config.maxFlows());
        Traffic traffic = PortLinks.open(configured, services, slowPath, new EngineConfig(RETRY), limit::get);
        return new Agent(traffic, slowPath, config, limit);
    }

    /** What can be seen of it. */
    public AgentView view() {
        return traffic.view();
    }

    /** Packets that are in the flow of their first lookup; flows that have ended are included. */
    public long packetsInFlows() {
        return traffic.engine().counters().endedPackets()
                + view().flows().stream().mapToLong(f -> f.total().packets()).sum()
                - view().datapathCounters().recirculated()
                - traffic.engine().lookups().recirculated();
    }

    /** Stops the traffic, reads all counters once more, and gives back what was opened. Idempotent. */
    public void stop() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        control.stop();
        try {
            controlThread.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        traffic.takeRulesOut();
        traffic.stop();
        traffic.engine().dump();
        traffic.close();
    }

    @Override
    public void close() {
        stop();
    }
}
