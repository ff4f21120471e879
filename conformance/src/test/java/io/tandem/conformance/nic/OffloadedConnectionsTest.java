package io.tandem.conformance.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.FlowState;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.conntrack.ConnectionPhase;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.TcpFlag;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that software has seen begin, in the NIC until they end: the whole of placement, without a hand. */
class OffloadedConnectionsTest {
    private static final int ACK = TcpFlag.ACK.bit();
    private static final String IN = "eth_type(0x0800),ipv4(frag=no)";
    private static final String TCP = "eth_type(0x0800),ipv4(proto=6,frag=no)";
    private static final List<CaseFlow> FLOWS = List.of(
            new CaseFlow("recirc_id(0),in_port(1)," + IN, "ct(zone=5),recirc(0x1)"),
            new CaseFlow("recirc_id(0),in_port(2)," + IN, "ct(zone=5),recirc(0x1)"),
            new CaseFlow("recirc_id(0x1),in_port(1)," + TCP + ",ct_state(+new+trk)", "ct(commit,zone=5),2"),
            new CaseFlow("recirc_id(0x1),in_port(1)," + TCP + ",ct_state(-new+est+trk)", "2"),
            new CaseFlow("recirc_id(0x1),in_port(2)," + TCP + ",ct_state(-new+est+rpl+trk)", "1"));

    private final Conntrack conntrack = new Conntrack(ConntrackConfig.DEFAULT);
    private final Datapath datapath = new Datapath(
            new DatapathConfig(1, 4), new NoSlowPath(), ActionServices.none().with(conntrack));
    private final PacketThread thread = datapath.openThread();
    private final PacketBatch batch = new PacketBatch();
    private int sentBySoftware;
    private SimNicDevice nic;
    private OffloadEngine engine;

    @BeforeEach
    void open() throws Exception {
        nic = new SimNicBackend().open(new DeviceConfig("nic", Map.of("profile", "small", "timeout-millis", "30000")));
        engine = new OffloadEngine(
                datapath,
                Optional.of(nic),
                new EngineConfig(Duration.ofSeconds(1)),
                Clock.systemUTC(),
                FlowEvents.none());
        for (int number : List.of(1, 2)) {
            thread.attach(new Port() {
                @Override
                public int number() {
                    return number;
                }

                @Override
                public void transmit(Packet packet) {
                    sentBySoftware++;
                }
            });
        }
        for (CaseFlow flow : FLOWS) {
            engine.added(datapath.put(flow.toMegaflow()));
        }
        engine.runOnce();
        engine.dump();
    }

    @AfterEach
    void close() {
        nic.close();
        datapath.close();
    }

    @Test
    void goThereWhenTheyAreEstablishedAndLeaveAsTheyEnd() throws Exception {
        assertThat(send(Segments.tcp(1, Segments.CLIENT, TcpFlag.SYN.bit(), 100, 0, 0)))
                .isEqualTo(Verdict.TO_HOST);
        engine.dump();
        assertThat(engine.connections()).as("not established").isZero();
        send(Segments.tcp(2, Segments.SERVER, TcpFlag.SYN.bit() | ACK, 200, 101, 0));
        send(Segments.tcp(1, Segments.CLIENT, ACK, 101, 201, 0));
        assertThat(sentBySoftware).isEqualTo(3);

        engine.dump();
        assertThat(engine.connections()).isEqualTo(2);
        // beyond all windows that software knows
        int sequence = 101;
        for (int i = 0; i < 200; i++, sequence += 1000) {
            assertThat(send(Segments.tcp(1, Segments.CLIENT, ACK, sequence, 201, 1000)))
                    .isEqualTo(Verdict.FORWARD);
        }
        assertThat(sentBySoftware).isEqualTo(3);

        assertThat(send(Segments.tcp(1, Segments.CLIENT, ACK | TcpFlag.FIN.bit(), sequence, 201, 0)))
                .isEqualTo(Verdict.TO_HOST);
        assertThat(sentBySoftware).isEqualTo(4);
        assertThat(conntrack.dump(System.nanoTime())).singleElement().satisfies(c -> assertThat(c.phase())
                .isEqualTo(ConnectionPhase.TCP_FIN_WAIT));
        engine.dump();
        assertThat(engine.connections()).isZero();
        assertThat(send(Segments.tcp(2, Segments.SERVER, ACK, 201, sequence + 1, 0)))
                .isEqualTo(Verdict.TO_HOST);
        assertThat(sentBySoftware).isEqualTo(5);
        assertThat(engine.views().stream()
                        .mapToLong(view -> view.total().packets())
                        .sum())
                .as("each packet by two flows")
                .isEqualTo(2 * 205);
    }

    @Test
    void areKeptByWhatTheNicCarries() throws Exception {
        establish();
        engine.dump();
        long at = System.nanoTime();
        long left = conntrack.dump(at).getFirst().nanosLeft();

        send(Segments.tcp(1, Segments.CLIENT, ACK, 101, 201, 10));
        engine.dump();

        assertThat(conntrack.dump(at).getFirst().nanosLeft())
                .isGreaterThan(left)
                .isLessThanOrEqualTo(TimeUnit.DAYS.toNanos(1) + System.nanoTime() - at);
    }

    @Test
    void comeBackWithTheNic() throws Exception {
        establish();
        engine.dump();

        ProcessHandle harness = ProcessHandle.of(nic.harnessPid()).orElseThrow();
        harness.destroyForcibly();
        harness.onExit().join();
        send(Segments.tcp(1, Segments.CLIENT, ACK, 101, 201, 10));
        engine.dump();
        assertThat(engine.connections()).isZero();
        for (int i = 0; i < 50 && engine.connections() == 0; i++) {
            Thread.sleep(100);
            engine.runOnce();
            engine.dump();
        }

        assertThat(engine.connections()).isEqualTo(2);
        assertThat(engine.views())
                .filteredOn(view -> view.state() instanceof FlowState.Offloaded)
                .hasSize(4);
        assertThat(send(Segments.tcp(1, Segments.CLIENT, ACK, 111, 201, 10))).isEqualTo(Verdict.FORWARD);
    }

    @Test
    void leaveWithAllElse() throws Exception {
        establish();
        engine.dump();

        engine.switchOff();
        engine.dump();
        assertThat(engine.connections()).isZero();
        assertThat(send(Segments.tcp(1, Segments.CLIENT, ACK, 101, 201, 10))).isEqualTo(Verdict.TO_HOST);

        engine.switchOn();
        engine.runOnce();
        engine.dump();
        assertThat(engine.connections()).isEqualTo(2);
    }

    private void establish() {
        send(Segments.tcp(1, Segments.CLIENT, TcpFlag.SYN.bit(), 100, 0, 0));
        send(Segments.tcp(2, Segments.SERVER, TcpFlag.SYN.bit() | ACK, 200, 101, 0));
        send(Segments.tcp(1, Segments.CLIENT, ACK, 101, 201, 0));
    }

    /** A frame through the NIC, and through the datapath if it is the host's. */
    private Verdict send(CasePacket packet) {
        WireBurst burst = new WireBurst();
        burst.add(packet.port(), packet.frame().toArray());
        nic.exchange(burst, System.nanoTime());
        Verdict verdict = nic.failed() ? Verdict.TO_HOST : burst.verdict(0);
        if (verdict == Verdict.TO_HOST) {
            batch.clear();
            byte[] frame = packet.frame().toArray();
            batch.add().set(frame, 0, frame.length, packet.port(), System.nanoTime());
            thread.process(batch);
        }
        return verdict;
    }
}
