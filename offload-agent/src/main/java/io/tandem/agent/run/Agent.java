package io.tandem.agent.run;

import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.Switch;
import io.tandem.agent.revalidator.FlowLimit;
import io.tandem.agent.revalidator.Revalidator;
import io.tandem.agent.revalidator.RevalidatorConfig;
import io.tandem.agent.slowpath.LearningSwitch;
import io.tandem.agent.traffic.SampleTraffic;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.Port;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** The agent as it runs: sample traffic through the switch, a packet thread and a control thread. */
public final class Agent implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Optional<SimNicDevice> nic;
    private final Switch target;
    private final Revalidator revalidator;
    private final PacketLoop packets;
    private final ControlLoop control;
    private final Thread packetThread;
    private final Thread controlThread;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Agent(AgentOptions options, Optional<SimNicDevice> nic) {
        this.nic = nic;
        LearningSwitch slowPath = new LearningSwitch(
                IntStream.rangeClosed(1, SampleTraffic.PORTS).boxed().toList());
        RevalidatorConfig config = RevalidatorConfig.DEFAULT;
        FlowLimit limit = new FlowLimit(config.maxFlows());
        this.target = new Switch(
                new DatapathConfig(DatapathConfig.DEFAULT_EMC_INSERT_INVERSE, SampleTraffic.PORTS),
                slowPath,
                nic,
                new EngineConfig(RETRY),
                limit::get,
                (port, frame, time) -> {},
                FlowEvents.none());
        for (int port = 1; port <= SampleTraffic.PORTS; port++) {
            target.attach(new Wire(port));
        }
        this.revalidator = new Revalidator(target.engine(), slowPath, config, limit, System::nanoTime);
        this.packets = new PacketLoop(target, new SampleTraffic(options.seed(), options.rate()));
        this.control = new ControlLoop(target.engine(), revalidator);
        this.packetThread = Thread.ofPlatform().name("packets").unstarted(packets);
        this.controlThread = Thread.ofPlatform().name("control").unstarted(control);
    }

    /** The end of a simulated cable: what is sent there has left. */
    private record Wire(int number) implements Port {
        @Override
        public void transmit(Packet packet) {
            // The datapath has counted it; nobody is at the other end.
        }
    }

    /**
     * Starts an agent.
     *
     * @throws BackendUnavailableException where there is no NIC
     */
    public static Agent start(AgentOptions options) throws BackendUnavailableException {
        Optional<SimNicDevice> nic = options.nic().isPresent()
                ? Optional.of(new SimNicBackend()
                        .open(new DeviceConfig(
                                "nic0", Map.of("profile", options.nic().get()))))
                : Optional.empty();
        Agent agent = new Agent(options, nic);
        agent.packetThread.start();
        agent.controlThread.start();
        return agent;
    }

    /** What can be seen of it. */
    public Switch view() {
        return target;
    }

    /** The NIC, where there is one. */
    public Optional<SimNicDevice> nic() {
        return nic;
    }

    /** Packets that are in flows, those that have ended included. */
    public long packetsInFlows() {
        return target.engine().counters().endedPackets()
                + target.flows().stream().mapToLong(f -> f.total().packets()).sum();
    }

    /** Stops the traffic, reads all counters once more, and lets the NIC go. Idempotent. */
    public void stop() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        packets.stop();
        join(packetThread);
        control.stop();
        join(controlThread);
        target.engine().dump();
        nic.ifPresent(SimNicDevice::close);
    }

    @Override
    public void close() {
        stop();
    }

    private static void join(Thread thread) {
        try {
            thread.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
