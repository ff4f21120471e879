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
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.execute.Step;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.tunnel.IpAddress;
import io.tandem.datapath.tunnel.Neighbour;
import io.tandem.datapath.tunnel.Route;
import io.tandem.datapath.tunnel.RouteTable;
import io.tandem.datapath.tunnel.TunnelOption;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.datapath.tunnel.Tunnels;
import io.tandem.datapath.tunnel.UnderlayPort;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import io.tandem.stats.FlowStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tandem's software datapath. */
public final class TandemSide implements Side {
    private static final int GRE_PORT = 6;
    private static final int ERSPAN_PORT = 7;
    private static final int GRE6_PORT = 8;
    private static final List<TunnelPortConfig> TUNNELS = List.of(
            new TunnelPortConfig(4789, TunnelProtocol.VXLAN, 4789, Set.of(TunnelOption.GBP), List.of()),
            new TunnelPortConfig(6081, TunnelProtocol.GENEVE, 6081),
            new TunnelPortConfig(GRE_PORT, TunnelProtocol.GRE, 0),
            new TunnelPortConfig(ERSPAN_PORT, TunnelProtocol.ERSPAN, 0),
            new TunnelPortConfig(GRE6_PORT, TunnelProtocol.GRE, 0));

    /**
     * The networks 10.1.1.0/24 and 2001:db8::/64 are behind port 5, where this host is 10.1.1.2 and 2001:db8::2, and
     * another 10.1.1.1 and 2001:db8::1.
     */
    private static final UnderlayPort UNDERLAY = new UnderlayPort(PORTS, 0x0200_0000_0002L, 65_000);

    private static final Route ROUTE =
            new Route(IpAddress.ofIpv4(0x0a01_0100), 24, IpAddress.ofIpv4(0x0a01_0102), Optional.empty(), UNDERLAY, 0);
    private static final Route ROUTE6 = new Route(ipv6(0), 64, ipv6(2), Optional.empty(), UNDERLAY, 0);
    private static final List<Neighbour> HOST = Stream.of(IpAddress.ofIpv4(0x0a01_0101), ipv6(1))
            .map(address -> new Neighbour(PORTS, address, 0x0200_0000_0001L))
            .toList();

    @Override
    public List<Outcome> run(List<DatapathCase> cases) {
        return cases.stream().map(TandemSide::outcome).toList();
    }

    private static Outcome outcome(DatapathCase wanted) {
        try {
            return run(wanted);
        } catch (RuntimeException e) {
            return new Outcome.Refused("failed with " + e);
        }
    }

    private static Outcome run(DatapathCase wanted) {
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

    private static Tunnels tunnels() {
        Tunnels tunnels = new Tunnels(TUNNELS);
        tunnels.underlay().routes(new RouteTable(List.of(ROUTE, ROUTE6)));
        tunnels.underlay().configure(HOST);
        return tunnels;
    }

    /** An address of 2001:db8::/64. */
    private static IpAddress ipv6(int host) {
        return new IpAddress(0x2001_0db8_0000_0000L, host);
    }

    /** The tunnel ports that Open vSwitch is given, and meters and connections of the case's own. */
    private static ActionServices services(DatapathCase wanted) {
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
                .with(tunnels());
    }

    private record Recorder(int number, Outcome.Builder outcome) implements Port {
        @Override
        public void transmit(Packet packet) {
            byte[] frame = new byte[packet.length()];
            packet.copyTo(frame, 0);
            outcome.sent(number, frame);
        }
    }

    private static final class NoSlowPath implements UpcallHandler {
        @Override
        public UpcallAnswer miss(FlowKey key, Packet packet) {
            return new UpcallAnswer.Discard(DropReason.UPCALL_REFUSED);
        }

        @Override
        public void installed(DatapathFlow flow) {}
    }
}
