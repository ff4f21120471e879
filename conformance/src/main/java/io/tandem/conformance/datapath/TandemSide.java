package io.tandem.conformance.datapath;

import io.tandem.action.OdpAction;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CaseMeter;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.execute.Step;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import io.tandem.stats.FlowStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tandem's software datapath. */
public final class TandemSide implements Side {
    private final TunnelScene scene;

    /** With tunnels over its last port. */
    public TandemSide() {
        this(new TunnelScene(PORTS));
    }

    /** With these tunnels. */
    public TandemSide(TunnelScene scene) {
        this.scene = scene;
    }

    @Override
    public List<Outcome> run(List<DatapathCase> cases) {
        return cases.stream().map(this::outcome).toList();
    }

    private Outcome outcome(DatapathCase wanted) {
        try {
            return run(wanted);
        } catch (RuntimeException e) {
            return new Outcome.Refused("failed with " + e);
        }
    }

    private Outcome run(DatapathCase wanted) {
        Outcome.Builder outcome = new Outcome.Builder();
        Datapath datapath = new Datapath(new DatapathConfig(1, Side.PORTS), new NoSlowPath(), services(wanted));
        for (int port = 1; port <= Side.PORTS; port++) {
            datapath.attach(new Recorder(port, outcome));
        }
        PacketThread thread = datapath.openThread();
        List<DatapathFlow> flows = new ArrayList<>();
        for (CaseFlow flow : wanted.flows()) {
            try {
                Megaflow parsed = flow.toMegaflow();
                Optional<OdpAction> unsupported = Step.unsupported(parsed.actions());
                if (unsupported.isPresent()) {
                    return new Outcome.Refused(unsupported.get().type().text());
                }
                flows.add(datapath.put(parsed));
            } catch (OdpParseException | FlowPutException e) {
                return new Outcome.Refused(String.valueOf(e.getMessage()));
            }
        }
        PacketBatch batch = new PacketBatch();
        for (CasePacket packet : wanted.packets()) {
            batch.clear();
            byte[] frame = packet.frame().toArray();
            batch.add().set(frame, 0, frame.length, packet.port(), 0);
            thread.process(batch);
        }
        for (DatapathFlow flow : flows) {
            FlowStats stats = flow.stats();
            outcome.counted(stats.packets(), stats.bytes());
        }
        return outcome.build();
    }

    /** The tunnel ports that Open vSwitch is given, and meters and connections of the case's own. */
    private ActionServices services(DatapathCase wanted) {
        MeterTable meters = new MeterTable();
        for (CaseMeter meter : wanted.meters()) {
            MeterUnit unit =
                    switch (meter.unit()) {
                        case PKTPS -> MeterUnit.PACKETS;
                        case KBPS -> MeterUnit.KILOBITS;
                    };
            meters.set(meter.id(), new MeterConfig(unit, List.of(new MeterBand(meter.rate(), meter.burst()))), 0);
        }
        return ActionServices.none()
                .with(meters)
                .with(new Conntrack(ConntrackConfig.DEFAULT))
                .with(scene.tunnels());
    }

    private record Recorder(int number, Outcome.Builder outcome) implements Port {
        @Override
        public void transmit(Packet packet) {
            byte[] frame = new byte[packet.length()];
            packet.copyTo(frame, 0);
            outcome.sent(number, frame);
        }
    }
}
