package io.tandem.conformance.rtesim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.backend.FlowState;
import io.tandem.backend.MissPlaces;
import io.tandem.backend.OffloadDevice;
import io.tandem.conformance.tcsim.TcSimSuite;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.template.TemplateFlows;
import io.tandem.rte.transport.RteFlows;
import io.tandem.vectors.Frames;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Packets that rules of the NIC lead to a group in which none is for them: rte_flow rules as C structs into the RTL, the
 * group's mark with what the NIC gives to the host, and a datapath that goes on there.
 */
class MissedPacketsTest {
    private static final int SIZE = 60;

    private final WireBurst burst = new WireBurst();
    private final PacketBatch batch = new PacketBatch();
    private final List<Integer> sent = new ArrayList<>();
    private final Datapath datapath = new Datapath(new DatapathConfig(1, 4).withHashSeed(3), new NoSlowPath());
    private final PacketThread thread = datapath.openThread();
    private SimNicDevice nic;
    private OffloadDevice rte;
    private OffloadEngine engine;

    @BeforeEach
    void open() throws Exception {
        nic = TcSimSuite.nic("small");
        open(false);
        thread.attach(new Port() {
            @Override
            public int number() {
                return 2;
            }

            @Override
            public void transmit(Packet packet) {
                sent.add(packet.u16(36));
            }
        });
    }

    /** @param templates rules are made by templates and a queue; else one by one */
    private void open(boolean templates) throws Exception {
        Layouts layouts = Layouts.of("22.11").orElseThrow();
        NicFlows driver = new NicFlows(nic, nic.ports(), layouts, System::nanoTime);
        NicTemplates queue = new NicTemplates(driver, layouts);
        Supplier<RteFlows> alone = () -> new SimulatedRte(driver, layouts);
        rte = RteSimSuite.open(
                nic,
                Map.of("miss-marks", "true"),
                templates ? () -> new TemplateFlows(alone.get(), new SimulatedTemplates(queue, layouts)) : alone);
        engine = new OffloadEngine(
                datapath,
                Optional.of(rte),
                new EngineConfig(Duration.ofSeconds(1)),
                Clock.systemUTC(),
                FlowEvents.none());
    }

    @AfterEach
    void close() {
        rte.close();
        nic.close();
        datapath.close();
    }

    private DatapathFlow put(int recirculation, String udp, String actions) throws Exception {
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

    private FlowState state(DatapathFlow flow) {
        return engine.view(flow.megaflow().ufid()).orElseThrow().state();
    }

    private long total(DatapathFlow flow) {
        return engine.view(flow.megaflow().ufid()).orElseThrow().total().packets();
    }

    private void send(int... destinations) {
        burst.clear();
        for (int destination : destinations) {
            burst.add(1, Frames.udp(7, destination, SIZE));
        }
        nic.exchange(burst, 1_000);
    }

    private void toSoftware() {
        batch.clear();
        for (int i = 0; i < burst.size(); i++) {
            if (burst.verdict(i) == Verdict.TO_HOST) {
                Packet packet = batch.add();
                packet.set(burst.frame(i), 0, burst.frame(i).length, 1, 1_000);
                packet.mark(burst.mark(i));
            } else {
                sent.add(((burst.frame(i)[36] & 0xff) << 8) + (burst.frame(i)[37] & 0xff));
            }
        }
        thread.process(batch);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areCountedOnceByEachFlowThatTheyMeet(boolean templates) throws Exception {
        rte.close();
        open(templates);
        DatapathFlow first = put(0, "", "recirc(5)");
        DatapathFlow inNic = put(5, ",udp(dst=53)", "2");
        DatapathFlow inSoftware = put(5, ",udp(dst=54)", "ct(commit),2");
        DatapathFlow again = put(5, ",udp(dst=55)", "recirc(6)");
        DatapathFlow last = put(6, ",udp(dst=55)", "trunc(60),2");
        assertThat(List.of(state(first), state(inNic), state(again))).allMatch(FlowState.Offloaded.class::isInstance);
        assertThat(List.of(state(inSoftware), state(last))).noneMatch(FlowState.Offloaded.class::isInstance);

        send(53, 54, 55, 53, 54, 55, 99);
        assertThat(burst.mark(1)).isBetween(MissPlaces.FIRST_MARK, MissPlaces.FIRST_MARK + MissPlaces.MARKS);
        assertThat(burst.mark(2)).isNotEqualTo(burst.mark(1));
        toSoftware();
        engine.dump();

        assertThat(sent).containsExactlyInAnyOrder(53, 53, 54, 54, 55, 55);
        assertThat(List.of(total(first), total(inNic), total(inSoftware), total(again), total(last)))
                .containsExactly(7L, 2L, 2L, 2L, 2L);
        assertThat(first.stats().packets()).isZero();
        assertThat(datapath.counters().received()).isZero();
        assertThat(datapath.counters().recovered()).isEqualTo(5);
        assertThat(datapath.counters().upcalls()).isZero();
        assertThat(engine.hardware().packets()).isEqualTo(7);
        assertThat(engine.recirculatedInHardware()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findTheirPlaceAfterTheRulesAreGone(boolean templates) throws Exception {
        rte.close();
        open(templates);
        DatapathFlow first = put(0, "", "recirc(5)");
        DatapathFlow second = put(5, ",udp(dst=54)", "trunc(60),2");
        send(54, 54);
        Ufid gone = first.megaflow().ufid();
        assertThat(engine.remove(gone).orElseThrow().packets()).isEqualTo(2);
        put(0, "", "recirc(7)");
        toSoftware();
        assertThat(sent).containsExactly(54, 54);
        assertThat(second.stats().packets()).isEqualTo(2);
        assertThat(datapath.counters().received()).isZero();
    }
}
