package io.tandem.conformance.rtesim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.backend.FlowState;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.Refusal;
import io.tandem.conformance.tcsim.TcSimSuite;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.DatapathCounters;
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
import io.tandem.vectors.Frames;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flows that the NIC marks and software carries: rte_flow rules as C structs into the RTL, its marks with the packets that it
 * gives to the host, and a datapath that finds the flows by them.
 */
class MarkedFlowsTest {
    private static final String UDP =
            "recirc_id(0),in_port(1),packet_type(ns=0,id=0),eth_type(0x0800)," + "ipv4(proto=17,frag=no),udp(dst=";
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
        open("22.11");
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

    private void open(String release) throws Exception {
        nic = TcSimSuite.nic("small");
        rte = RteSimSuite.rte(nic, Layouts.of(release).orElseThrow());
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

    private static Megaflow flow(int destination, String actions) throws Exception {
        OdpMatch parsed = OdpKeyText.parseMasked(UDP + destination + ")", PortNames.any());
        return Megaflow.of(parsed.key(), parsed.mask(), OdpActionText.parse(actions, PortNames.any()));
    }

    private DatapathFlow put(int destination, String actions) throws Exception {
        DatapathFlow flow = datapath.put(flow(destination, actions));
        engine.added(flow);
        engine.runOnce();
        engine.dump();
        return flow;
    }

    private FlowState state(Ufid ufid) {
        return engine.view(ufid).orElseThrow().state();
    }

    /** Frames through the NIC, and through the datapath what it gives to the host. */
    private void send(int... destinations) {
        burst.clear();
        batch.clear();
        for (int destination : destinations) {
            burst.add(1, Frames.udp(7, destination, SIZE));
        }
        nic.exchange(burst, 1_000);
        for (int i = 0; i < burst.size(); i++) {
            assertThat(burst.verdict(i)).isEqualTo(Verdict.TO_HOST);
            Packet packet = batch.add();
            packet.set(burst.frame(i), 0, burst.frame(i).length, 1, 1_000);
            packet.mark(burst.mark(i));
        }
        thread.process(batch);
    }

    private static List<Long> lookups(DatapathCounters counters) {
        return List.of(counters.emcHits(), counters.smcHits(), counters.dpclsHits(), counters.upcalls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"22.11", "23.11", "24.11", "25.11"})
    void areFoundWithoutALookup(String release) throws Exception {
        rte.close();
        nic.close();
        open(release);
        DatapathFlow flow = put(53, "ct(commit),2");
        assertThat(state(flow.megaflow().ufid())).isInstanceOfSatisfying(FlowState.Partial.class, partial -> assertThat(
                        partial.whole().code())
                .isEqualTo(Refusal.Code.UNSUPPORTED_ACTION));
        List<Long> before = lookups(datapath.counters());

        send(53, 53, 53, 53);

        DatapathCounters after = datapath.counters();
        assertThat(lookups(after)).isEqualTo(before);
        assertThat(after.markHits()).isEqualTo(4);
        assertThat(sent).containsExactly(53, 53, 53, 53);

        send(54, 53, 54);
        assertThat(datapath.counters().upcalls()).isEqualTo(2);
        assertThat(datapath.counters().markHits()).isEqualTo(5);
    }

    @Test
    void areCountedOnceThoughTheNicCountsTheirPacketsToo() throws Exception {
        DatapathFlow flow = put(53, "ct(commit),2");
        send(53, 53, 53);
        engine.dump();
        List<Long> byNic = new ArrayList<>();
        nic.dump(Set.of(), rule -> byNic.add(rule.counters().packets()));
        assertThat(byNic).containsExactly(3L);
        assertThat(engine.view(flow.megaflow().ufid()).orElseThrow().total().packets())
                .isEqualTo(3);
        assertThat(engine.hardware().packets()).isZero();
        assertThat(engine.remove(flow.megaflow().ufid()).orElseThrow().bytes()).isEqualTo(3 * SIZE);
        assertThat(engine.counters().endedPackets()).isEqualTo(3);
    }

    @Test
    void areNeverFoundByAMarkThatIsOlderThanThey() throws Exception {
        DatapathFlow old = put(53, "ct(commit),2");
        int mark = old.mark();
        burst.clear();
        burst.add(1, Frames.udp(7, 53, SIZE));
        nic.exchange(burst, 1_000); // on its way to the host while the flow goes
        engine.remove(old.megaflow().ufid());
        DatapathFlow next = put(54, "ct(commit),2");
        assertThat(next.mark()).isEqualTo(mark);
        assertThat(burst.mark(0)).isEqualTo(mark);
        batch.clear();
        Packet packet = batch.add();
        packet.set(burst.frame(0), 0, SIZE, 1, 1_000);
        packet.mark(burst.mark(0));
        thread.process(batch);
        assertThat(sent).isEmpty();
        assertThat(next.stats().packets()).isZero();
        assertThat(datapath.counters().upcalls()).isEqualTo(1);
        send(53, 54);
        assertThat(sent).containsExactly(54);
        assertThat(datapath.counters().markHits()).isEqualTo(1);
    }

    @Test
    void becomeWholeWhereTheirActionsAreTheNics() throws Exception {
        DatapathFlow flow = put(53, "ct(commit),2");
        send(53, 53);
        engine.modify(flow.megaflow().ufid(), OdpActionText.parse("2", PortNames.any()));
        engine.dump();
        assertThat(state(flow.megaflow().ufid())).isInstanceOf(FlowState.Offloaded.class);
        burst.clear();
        burst.add(1, Frames.udp(7, 53, SIZE));
        nic.exchange(burst, 2_000);
        assertThat(burst.verdict(0)).isEqualTo(Verdict.FORWARD);
        engine.dump();
        assertThat(engine.view(flow.megaflow().ufid()).orElseThrow().total().packets())
                .isEqualTo(3);
        assertThat(engine.hardware().packets()).isEqualTo(1);
    }
}
