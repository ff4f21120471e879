package io.tandem.conformance.rtesim;

import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.FlowState;
import io.tandem.backend.OffloadDevice;
import io.tandem.conformance.tcsim.TcSimSuite;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A switch whose NIC is the simulated one, with rules of rte_flow: UDP packets come in by port 1 of the NIC, and what it gives to
 * the host goes on in the software datapath, with the marks that it has. Destination ports of what either sends are written down.
 */
final class RteSwitch implements AutoCloseable {
    /** Bytes of each frame. */
    static final int SIZE = 60;

    private static final int DESTINATION = 36;

    private final WireBurst burst = new WireBurst();
    private final PacketBatch batch = new PacketBatch();
    private final List<Integer> sent = new ArrayList<>();
    private final Datapath datapath = new Datapath(new DatapathConfig(1, 4).withHashSeed(3), new NoSlowPath());
    private final PacketThread thread = datapath.openThread();
    private final SimNicDevice nic;
    private final OffloadDevice rte;
    private final OffloadEngine engine;

    /** Has a NIC's rules be those of rte_flow. */
    @FunctionalInterface
    interface RulesOf {
        OffloadDevice open(SimNicDevice nic) throws BackendUnavailableException;
    }

    RteSwitch(RulesOf rules) throws BackendUnavailableException {
        nic = TcSimSuite.nic("small");
        rte = rules.open(nic);
        engine = new OffloadEngine(
                datapath,
                Optional.of(rte),
                new EngineConfig(Duration.ofSeconds(1)),
                Clock.systemUTC(),
                FlowEvents.none());
        thread.attach(new Port() {
            @Override
            public int number() {
                return 2;
            }

            @Override
            public void transmit(Packet packet) {
                sent.add(packet.u16(DESTINATION));
            }
        });
    }

    SimNicDevice nic() {
        return nic;
    }

    Datapath datapath() {
        return datapath;
    }

    OffloadEngine engine() {
        return engine;
    }

    /** The packets of the last {@link #receive}, and what the NIC has made of each. */
    WireBurst burst() {
        return burst;
    }

    List<Integer> sent() {
        return sent;
    }

    /**
     * Puts a flow, and has the NIC asked for its rule.
     *
     * @param udp what is matched of UDP, as {@code ,udp(dst=53)}; may be empty
     */
    DatapathFlow put(int recirculation, String udp, String actions) throws OdpParseException, FlowPutException {
        OdpMatch parsed = OdpKeyText.parseMasked(
                "recirc_id(%d),in_port(1),packet_type(ns=0,id=0),eth_type(0x0800),ipv4(proto=17,frag=no)%s"
                        .formatted(recirculation, udp),
                PortNames.any());
        DatapathFlow flow =
                datapath.put(Megaflow.of(parsed.key(), parsed.mask(), OdpActionText.parse(actions, PortNames.any())));
        engine.added(flow);
        engine.runOnce();
        engine.dump();
        return flow;
    }

    private FlowView view(DatapathFlow flow) {
        return engine.view(flow.megaflow().ufid()).orElseThrow();
    }

    FlowState state(DatapathFlow flow) {
        return view(flow).state();
    }

    /** Packets of a flow, by software and by the NIC. */
    long total(DatapathFlow flow) {
        return view(flow).total().packets();
    }

    /** Has the NIC receive packets; those that it gives to the host are on their way there. */
    void receive(int... destinations) {
        burst.clear();
        for (int destination : destinations) {
            burst.add(1, Frames.udp(7, destination, SIZE));
        }
        nic.exchange(burst, 1_000);
    }

    /** Has packets that are on their way to the host come there. */
    void toSoftware() {
        batch.clear();
        for (int i = 0; i < burst.size(); i++) {
            byte[] frame = burst.frame(i);
            if (burst.verdict(i) == Verdict.TO_HOST) {
                Packet packet = batch.add();
                packet.set(frame, 0, frame.length, 1, 1_000);
                packet.mark(burst.mark(i));
            } else {
                sent.add(((frame[DESTINATION] & 0xff) << 8) + (frame[DESTINATION + 1] & 0xff));
            }
        }
        thread.process(batch);
    }

    @Override
    public void close() {
        rte.close();
        nic.close();
        datapath.close();
    }
}
