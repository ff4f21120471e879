package io.tandem.agent.engine;

import io.tandem.agent.engine.DatapathView.PortView;
import io.tandem.agent.engine.DatapathView.ThreadView;
import io.tandem.agent.slowpath.SlowPath;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.conntrack.ConnectionSnapshot;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.poll.PollConfig;
import io.tandem.datapath.poll.PollThreads;
import io.tandem.datapath.poll.QueueLoad;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.SharedTxQueue;
import io.tandem.datapath.port.TxQueue;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/**
 * A switch between ports of this machine, in software and where there is one with a device that holds rules of these
 * ports: packet threads that poll them, the slow path behind these,
 * and the engine beside them. One control thread drives {@link #engine()} and {@link #maintain}; views by any thread.
 */
public final class PortSwitch implements AgentView, AutoCloseable {
    private final Datapath datapath;
    private final ActionServices services;
    private final OffloadEngine engine;
    private final Optional<PortDevice> device;
    private final List<PacketPort> ports;
    private final PollConfig poll;
    /** The threads as they were when they ended. */
    private volatile List<ThreadView> ended = List.of();

    private final AtomicReference<Optional<PollThreads>> threads = new AtomicReference<>(Optional.empty());

    /**
     * @param services what actions reach
     * @param flowLimit flows that may be installed now
     * @param device that rules go to, closed with this
     * @param ports open, and closed with this
     * @param poll has as many threads as {@code config}
     */
    public PortSwitch(
            DatapathConfig config,
            ActionServices services,
            SlowPath slowPath,
            EngineConfig engineConfig,
            IntSupplier flowLimit,
            Optional<PortDevice> device,
            FlowEvents events,
            List<PacketPort> ports,
            PollConfig poll) {
        SlowPathUpcalls upcalls =
                new SlowPathUpcalls(slowPath, flowLimit, services.tunnels().underlay());
        this.services = services;
        this.device = device;
        this.ports = List.copyOf(ports);
        this.poll = poll;
        this.datapath = new Datapath(config, upcalls, services);
        this.engine =
                new OffloadEngine(datapath, device.map(PortDevice::device), engineConfig, Clock.systemUTC(), events);
        upcalls.install(engine);
    }

    /** Begins to carry packets. */
    public void start() {
        List<RxQueue> received =
                ports.stream().flatMap(port -> port.rxQueues().stream()).toList();
        Map<TxQueue, TxQueue> shared = new HashMap<>();
        threads.set(Optional.of(new PollThreads(datapath, poll, received, thread -> ports.stream()
                .map(port -> transmitQueue(port, thread, shared))
                .toList())));
    }

    /** The thread's own queue where there are enough; else one that it shares. */
    private TxQueue transmitQueue(PacketPort port, int thread, Map<TxQueue, TxQueue> shared) {
        List<TxQueue> queues = port.txQueues();
        TxQueue queue = queues.get(thread % queues.size());
        return queues.size() >= poll.threads() ? queue : shared.computeIfAbsent(queue, SharedTxQueue::new);
    }

    /** Placement. */
    public OffloadEngine engine() {
        return engine;
    }

    /** Takes out connections and neighbours whose time is over. Called by the control thread now and then. */
    public void maintain() {
        long now = System.nanoTime();
        services.conntrack().sweep(now);
        services.tunnels().underlay().expire(now);
    }

    @Override
    public List<FlowView> flows() {
        return engine.viewsInOrder();
    }

    @Override
    public Optional<FlowView> flow(Ufid ufid) {
        return engine.view(ufid);
    }

    @Override
    public TrafficCounters traffic() {
        FlowStats byRules = engine.lookups().packets();
        return TrafficCounters.of(datapath.counters(), byRules.packets(), byRules.bytes(), 0, 0);
    }

    @Override
    public DatapathCounters datapathCounters() {
        return datapath.counters();
    }

    @Override
    public DatapathView datapath() {
        return new DatapathView(
                ports.stream()
                        .map(port -> new PortView(port.number(), port.name(), port.state(), port.counters()))
                        .toList(),
                threads.get().map(PortSwitch::seen).orElse(ended),
                datapath.upcallCounters(),
                datapath.counters().pending(),
                services.conntrack().counters(),
                services.conntrack().config());
    }

    private static List<ThreadView> seen(PollThreads threads) {
        List<QueueLoad> loads = threads.loads();
        return threads.states().stream()
                .map(state -> new ThreadView(
                        state,
                        loads.stream()
                                .filter(load -> load.thread() == state.number())
                                .toList()))
                .toList();
    }

    @Override
    public List<ConnectionSnapshot> connections(OptionalInt zone, int most) {
        return services.conntrack().dump(System.nanoTime(), zone, most);
    }

    @Override
    public List<MeterView> meters() {
        return MeterView.of(services.meters(), engine);
    }

    @Override
    public List<DeviceView> devices() {
        return device
                .map(d -> new DeviceView(
                        d.device().name(),
                        d.backend(),
                        !d.device().failed(),
                        d.device().generation(),
                        engine.rules(),
                        engine.connections(),
                        d.device().capabilities()))
                .stream()
                .toList();
    }

    /** Stops carrying packets; what was counted can still be seen. */
    public void stop() {
        threads.getAndSet(Optional.empty()).ifPresent(polling -> {
            polling.close();
            ended = seen(polling);
        });
        datapath.close();
    }

    /** Stops, and closes the ports and the device. */
    @Override
    public void close() {
        stop();
        ports.forEach(PacketPort::close);
        device.ifPresent(d -> d.device().close());
    }
}
