package io.tandem.conformance.nic;

import io.tandem.backend.MeterCounts;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.execute.SampleSeed;
import io.tandem.datapath.meter.MeterStats;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.tunnel.Tunnels;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The software datapath with some flows, packet by packet. Not thread-safe. */
public final class SoftwareSide {
    private static final int PORTS = 4;

    private static final long SEED = 7;

    /** Where the numbers begin by which its sample actions choose. */
    static final SampleSeed SAMPLES = SampleSeed.of(SEED);

    private final ActionServices services;
    private final Datapath datapath;
    private final PacketThread thread;
    private final PacketBatch batch = new PacketBatch();
    private final Map<Ufid, DatapathFlow> flows = new LinkedHashMap<>();
    private List<Sent> sent = new ArrayList<>();

    public SoftwareSide() {
        this(services());
    }

    /** With these beside ports. */
    SoftwareSide(ActionServices services) {
        this.services = services;
        this.datapath = new Datapath(new DatapathConfig(1, PORTS), new NoSlowPath(), services);
        for (int port = 1; port <= PORTS; port++) {
            int number = port;
            datapath.attach(new Port() {
                @Override
                public int number() {
                    return number;
                }

                @Override
                public void transmit(Packet packet) {
                    byte[] frame = new byte[packet.length()];
                    packet.copyTo(frame, 0);
                    sent.add(new Sent(number, frame));
                }
            });
        }
        this.thread = datapath.openThread();
    }

    private static ActionServices services() {
        return ActionServices.none()
                .with(new Tunnels(Tunnelled.PORTS))
                .with(RandomMeters.table())
                .seeded(SEED);
    }

    /** False where the datapath takes no such flow. */
    public boolean put(Megaflow flow) {
        try {
            flows.put(flow.ufid(), datapath.put(flow));
            return true;
        } catch (FlowPutException e) {
            return false;
        }
    }

    /** What a packet becomes, in the order in which it leaves. */
    public List<Sent> send(CasePacket packet) {
        sent = new ArrayList<>();
        batch.clear();
        byte[] frame = packet.frame().toArray();
        batch.add().set(frame, 0, frame.length, packet.port(), 0);
        thread.process(batch);
        return sent;
    }

    /** What each flow has counted. */
    public Map<Ufid, FlowStats> stats() {
        Map<Ufid, FlowStats> stats = new LinkedHashMap<>();
        flows.forEach((ufid, flow) -> stats.put(ufid, flow.stats()));
        return stats;
    }

    /** What each meter has counted. */
    Map<Integer, MeterCounts> meters() {
        Map<Integer, MeterCounts> counts = new LinkedHashMap<>();
        services.meters().all().forEach((id, meter) -> {
            MeterStats stats = meter.stats();
            counts.put(id, new MeterCounts(stats.packets(), stats.bytes(), stats.droppedPackets()));
        });
        return counts;
    }
}
