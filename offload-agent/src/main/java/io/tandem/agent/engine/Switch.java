package io.tandem.agent.engine;

import io.tandem.agent.slowpath.SlowPath;
import io.tandem.backend.OffloadDevice;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.conntrack.ConnectionSnapshot;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;

/**
 * The whole switch: a NIC where there is one, the datapath behind it, the slow path behind that, and the engine beside
 * them.
 *
 * <p>One packet thread calls {@link #process}; one control thread drives {@link #engine()}; views by any thread.
 */
public final class Switch implements AgentView {
    /** Where frames that hardware forwarded leave, and those of software. */
    public interface Wire {
        /** Sends a frame that hardware forwarded; called by the packet thread, in the order of arrival. */
        void send(int port, byte[] frame, long timeNanos);
    }

    private final Datapath datapath;
    private final ActionServices services;
    private final PacketThread packetThread;
    private final Optional<SimNicDevice> nic;
    private final OffloadEngine engine;
    private final Wire wire;
    private final PacketBatch batch = new PacketBatch();

    private volatile HardwareCounters hardware = new HardwareCounters(0, 0, 0, 0);

    /** Packets that hardware decided: all, their bytes, the frames it sent for them and those it dropped. */
    private record HardwareCounters(long hits, long bytes, long forwarded, long dropped) {}

    /**
     * @param flowLimit flows that may be installed now
     */
    public Switch(
            DatapathConfig config,
            SlowPath slowPath,
            Optional<SimNicDevice> nic,
            EngineConfig engineConfig,
            IntSupplier flowLimit,
            Wire wire,
            FlowEvents events) {
        this.nic = nic;
        this.wire = wire;
        this.services = ActionServices.none();
        SlowPathUpcalls upcalls =
                new SlowPathUpcalls(slowPath, flowLimit, services.tunnels().underlay());
        this.datapath = new Datapath(config, upcalls, services);
        this.packetThread = datapath.openThread();
        this.engine =
                new OffloadEngine(datapath, nic.map(n -> (OffloadDevice) n), engineConfig, Clock.systemUTC(), events);
        upcalls.install(engine);
    }

    /** Attaches a port, before the first packet. */
    public void attach(Port port) {
        datapath.attach(port);
    }

    /** Placement. */
    public OffloadEngine engine() {
        return engine;
    }

    /** Takes frames through the NIC, and through the datapath what the NIC gives to the host, in the order of arrival. */
    public void process(List<Arrival> arrivals, WireBurst burst) {
        burst.clear();
        arrivals.forEach(a -> burst.add(a.port(), a.frame()));
        if (nic.isPresent() && !arrivals.isEmpty()) {
            nic.get().exchange(burst, arrivals.getLast().timeNanos());
        }
        long hits = 0;
        long bytes = 0;
        long forwarded = 0;
        long dropped = 0;
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            switch (burst.verdict(i)) {
                case TO_HOST -> toDatapath(arrival, burst.mark(i));
                case FORWARD -> {
                    flush();
                    for (int copy = 0; copy < burst.copies(i); copy++) {
                        wire.send(burst.outPort(i, copy), burst.outFrame(i, copy), arrival.timeNanos());
                    }
                    forwarded += burst.copies(i);
                }
                case DROP -> {
                    flush();
                    dropped++;
                }
            }
            if (burst.verdict(i) != Verdict.TO_HOST) {
                hits++;
                bytes += arrival.frame().length;
            }
        }
        flush();
        if (hits > 0) {
            HardwareCounters before = hardware;
            hardware = new HardwareCounters(
                    before.hits() + hits,
                    before.bytes() + bytes,
                    before.forwarded() + forwarded,
                    before.dropped() + dropped);
        }
    }

    /**
     * A frame that came in.
     *
     * @param port ingress port
     * @param frame whole Ethernet frame without FCS
     * @param timeNanos when, on the datapath's clock
     */
    public record Arrival(int port, byte[] frame, long timeNanos) {}

    private void toDatapath(Arrival arrival, int mark) {
        if (arrival.frame().length > Packet.MAX_FRAME) {
            flush();
            packetThread.discard(arrival.frame().length, DropReason.TOO_LONG);
            return;
        }
        Packet packet = batch.add();
        packet.set(arrival.frame(), 0, arrival.frame().length, arrival.port(), arrival.timeNanos());
        packet.mark(mark);
        if (batch.full()) {
            flush();
        }
    }

    private void flush() {
        if (batch.size() > 0) {
            packetThread.process(batch);
            batch.clear();
        }
    }

    @Override
    public DatapathCounters datapathCounters() {
        return datapath.counters();
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
        HardwareCounters byHardware = hardware;
        return TrafficCounters.of(
                datapath.counters(),
                byHardware.hits(),
                byHardware.bytes(),
                byHardware.forwarded(),
                byHardware.dropped());
    }

    @Override
    public DatapathView datapath() {
        return new DatapathView(
                List.of(),
                List.of(),
                datapath.upcallCounters(),
                datapath.counters().pending(),
                services.conntrack().counters(),
                services.conntrack().config());
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
        return nic
                .map(n -> new DeviceView(
                        n.name(),
                        "sim",
                        !n.failed(),
                        n.generation(),
                        engine.rules(),
                        engine.connections(),
                        n.capabilities()))
                .stream()
                .toList();
    }
}
