package io.tandem.conformance.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.TrackedConnection;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.datapath.conntrack.ConnectionSnapshot;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.flow.Megaflow;
import io.tandem.flow.TcpFlag;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets of connections that software knows, in the NIC, beside the software datapath. */
class NicConnectionsTest {
    private static final int ZONE = 5;
    private static final int MARK = 0x77;

    private static final String IP = "eth_type(0x0800),ipv4(proto=6,frag=no)";
    private static final List<CaseFlow> FLOWS = List.of(
            new CaseFlow("recirc_id(0),in_port(1),eth_type(0x0800),ipv4(frag=no)", "ct(zone=5),recirc(0x1)"),
            new CaseFlow("recirc_id(0),in_port(2),eth_type(0x0800),ipv4(frag=no)", "ct(zone=5),recirc(0x1)"),
            new CaseFlow(
                    "recirc_id(0x1),in_port(1)," + IP + ",ct_state(+new+trk),ct_zone(5)",
                    "ct(commit,zone=5,mark=0x77/0xffffffff,label=0x1234000000000000000000000000abcd/0xffffffffffffffffffffffffffffffff),2"),
            new CaseFlow(
                    "recirc_id(0x1),in_port(1)," + IP
                            + ",ct_state(-new+est-rpl+trk),ct_zone(5),ct_mark(0x77),ct_label(0x1234000000000000000000000000abcd)",
                    "set(eth(dst=02:00:00:00:00:02)),2"),
            new CaseFlow(
                    "recirc_id(0x1),in_port(2)," + IP + ",ct_state(-new+est+rpl+trk),ct_mark(0x70/0xf0)",
                    "recirc(0x2)"),
            new CaseFlow("recirc_id(0x2),in_port(2)," + IP + ",ct_state(+est+rpl+trk)", "1"));

    private final Conntrack conntrack = new Conntrack(ConntrackConfig.DEFAULT);
    private final SoftwareSide software = new SoftwareSide(ActionServices.none().with(conntrack));
    private final Map<String, Ufid> ufids = new LinkedHashMap<>();
    private SimNicDevice nic;

    @BeforeEach
    void open() throws Exception {
        nic = new SimNicBackend().open(new DeviceConfig("nic", Map.of("profile", "small", "timeout-millis", "30000")));
        for (CaseFlow flow : FLOWS) {
            Megaflow parsed = flow.toMegaflow();
            assertThat(software.put(parsed)).isTrue();
            ufids.put(flow.key() + " " + flow.actions(), parsed.ufid());
            OffloadResult result =
                    nic.apply(List.of(new OffloadOperation.Put(parsed))).getFirst();
            if (flow.actions().contains("commit")) {
                assertThat(result).isInstanceOf(OffloadResult.Refused.class);
            } else {
                assertThat(result).isInstanceOf(OffloadResult.Installed.class);
            }
        }
    }

    @AfterEach
    void close() {
        nic.close();
    }

    @Test
    void packetsOfAConnectionGoOnInTheNicAndTheOthersToTheHost() throws Exception {
        handshake();
        track();
        CasePacket client = Segments.tcp(1, Segments.CLIENT, TcpFlag.ACK.bit(), 101, 201, 100);
        CasePacket server = Segments.tcp(2, Segments.SERVER, TcpFlag.ACK.bit(), 201, 201, 50);
        CasePacket stranger = Segments.tcp(1, Segments.CLIENT + 1, TcpFlag.ACK.bit(), 101, 201, 100);
        CasePacket end = Segments.tcp(1, Segments.CLIENT, TcpFlag.ACK.bit() | TcpFlag.FIN.bit(), 201, 251, 0);
        List<CasePacket> packets = List.of(client, server, stranger, client, end, server);

        WireBurst burst = exchange(packets);

        for (int i = 0; i < packets.size(); i++) {
            CasePacket packet = packets.get(i);
            if (packet.equals(stranger) || packet.equals(end)) {
                assertThat(burst.verdict(i)).as("packet %d", i).isEqualTo(Verdict.TO_HOST);
            } else {
                assertThat(burst.verdict(i)).as("packet %d", i).isEqualTo(Verdict.FORWARD);
                assertThat(burst.lookups(i)).as("packet %d", i).isEqualTo(packet.equals(client) ? 3 : 4);
                assertThat(copies(burst, i)).as("packet %d", i).isEqualTo(software.send(packet));
            }
        }
    }

    @Test
    void flowsCountWhatTheNicDidAndConnectionsToo() throws Exception {
        handshake();
        Map<Ufid, Long> before = new HashMap<>();
        software.stats().forEach((ufid, stats) -> before.put(ufid, stats.packets()));
        List<TrackedConnection> connections = track();
        CasePacket client = Segments.tcp(1, Segments.CLIENT, TcpFlag.ACK.bit(), 101, 201, 100);
        CasePacket stranger = Segments.tcp(1, Segments.CLIENT + 1, TcpFlag.ACK.bit(), 101, 201, 100);

        exchange(List.of(client, client, stranger, client));
        for (int i = 0; i < 3; i++) {
            software.send(client);
        }

        Map<Ufid, Long> counted = new HashMap<>();
        nic.flush().forEach(rule -> counted.put(rule.ufid(), rule.last().packets()));
        software.stats().forEach((ufid, stats) -> assertThat(counted.getOrDefault(ufid, 0L))
                .isEqualTo(stats.packets() - before.getOrDefault(ufid, 0L)));
        assertThat(connections)
                .extracting(connection -> counted.get(connection.ufid()))
                .containsExactly(3L, 0L);
    }

    @Test
    void aConnectionThatIsTakenBackIsTheHostsAgain() throws Exception {
        handshake();
        TrackedConnection connection = track().getFirst();
        CasePacket client = Segments.tcp(1, Segments.CLIENT, TcpFlag.ACK.bit(), 101, 201, 100);

        nic.apply(List.of(new OffloadOperation.Delete(connection.ufid())));

        assertThat(exchange(List.of(client)).verdict(0)).isEqualTo(Verdict.TO_HOST);
    }

    @Test
    void whatItCannotDoToConnectionsIsRefused() throws Exception {
        for (String actions : List.of("ct(commit,zone=5),recirc(0x1)", "ct(nat,zone=5),recirc(0x1)", "ct(zone=5),2")) {
            Megaflow flow =
                    new CaseFlow("recirc_id(0),in_port(1),eth_type(0x0800),ipv4(frag=no)", actions).toMegaflow();
            assertThat(nic.explain(flow)).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.subject())
                    .startsWith("ct("));
        }
        Megaflow anyProtocol = new CaseFlow(
                        "recirc_id(0x1),in_port(1),eth_type(0x0800),ipv4(frag=no),ct_state(-trk)", "2")
                .toMegaflow();
        assertThat(nic.explain(anyProtocol)).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.code())
                .isEqualTo(Refusal.Code.PREREQUISITE));
    }

    private void handshake() {
        assertThat(software.send(Segments.tcp(1, Segments.CLIENT, TcpFlag.SYN.bit(), 100, 0, 0)))
                .hasSize(1);
        assertThat(software.send(Segments.tcp(2, Segments.SERVER, TcpFlag.SYN.bit() | TcpFlag.ACK.bit(), 200, 101, 0)))
                .hasSize(1);
        assertThat(software.send(Segments.tcp(1, Segments.CLIENT, TcpFlag.ACK.bit(), 101, 201, 0)))
                .hasSize(1);
    }

    /** Tells the NIC of what software knows, the direction of the client first. */
    private List<TrackedConnection> track() throws Exception {
        List<TrackedConnection> connections = new ArrayList<>();
        for (ConnectionSnapshot connection : conntrack.dump(0)) {
            assertThat(connection.mark()).isEqualTo(MARK);
            assertThat(connection.zone()).isEqualTo(ZONE);
            connections.addAll(connection.tracked());
        }
        for (TrackedConnection connection : connections) {
            assertThat(nic.apply(List.of(new OffloadOperation.Track(connection))))
                    .singleElement()
                    .isInstanceOf(OffloadResult.Installed.class);
        }
        assertThat(nic.tracks()).isTrue();
        assertThat(connections).hasSize(2);
        return connections;
    }

    private WireBurst exchange(List<CasePacket> packets) {
        WireBurst burst = new WireBurst();
        packets.forEach(packet -> burst.add(packet.port(), packet.frame().toArray()));
        nic.exchange(burst, 1);
        return burst;
    }

    private static List<Sent> copies(WireBurst burst, int packet) {
        List<Sent> copies = new ArrayList<>();
        for (int copy = 0; copy < burst.copies(packet); copy++) {
            copies.add(new Sent(burst.outPort(packet, copy), burst.outFrame(packet, copy)));
        }
        return copies;
    }
}
