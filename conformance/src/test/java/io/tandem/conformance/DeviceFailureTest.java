package io.tandem.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.replay.Replay;
import io.tandem.agent.replay.ReplayOptions;
import io.tandem.agent.replay.ReplayReport;
import io.tandem.agent.traffic.SampleFrame;
import io.tandem.agent.traffic.SampleTraffic;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.FlowState;
import io.tandem.datapath.capture.CaptureWriter;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.profile.NicTable;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The NIC's process is killed while a replay runs. */
class DeviceFailureTest {
    private static final int FRAMES = 20_000;
    private static final String FLOWS = """
            # by protocol, then by a part of the address, so that there are many megaflows
            in_port(1),eth_type(0x0806) actions:2,3,4
            in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53) actions:set(eth(dst=52:54:00:00:00:01)),2
            in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no) actions:3
            in_port(1),eth_type(0x0800),ipv4(dst=0.0.0.1/0.0.0.1,proto=6,frag=no) actions:push_vlan(vid=7,pcp=1),4
            in_port(1),eth_type(0x0800),ipv4(proto=6,frag=no) actions:4
            in_port(1),eth_type(0x86dd) actions:2
            in_port(1),eth_type(0x8100),vlan(vid=10),encap() actions:pop_vlan,3
            in_port(1) actions:3
            """;

    @TempDir
    private Path folder;

    private Path capture = Path.of("");
    private Path flows = Path.of("");

    @BeforeEach
    void makeInput() throws Exception {
        capture = folder.resolve("sample.pcap");
        flows = folder.resolve("flows.txt");
        Files.writeString(flows, FLOWS);
        SampleTraffic traffic = new SampleTraffic(11, 100_000);
        try (CaptureWriter writer = new CaptureWriter(capture, true)) {
            for (int i = 0; i < FRAMES; i++) {
                SampleFrame frame = traffic.next();
                writer.write(frame.nanos(), frame.bytes(), frame.bytes().length);
            }
        }
    }

    @Test
    void nothingIsLostAndTheDeviceComesBack() throws Exception {
        ReplayReport undisturbed = replay("none", Optional.empty(), (packets, nic) -> {});
        long[] kills = {0};

        ReplayReport report = replay("killed", Optional.of("typical"), (packets, nic) -> {
            if (packets > FRAMES / 3 && kills[0] == 0 || packets > 2 * FRAMES / 3 && kills[0] == 1) {
                kills[0]++;
                kill(nic.orElseThrow());
            }
        });

        assertThat(kills[0]).isEqualTo(2);
        assertThat(report.recoveries()).isEqualTo(2);
        assertThat(report.devices())
                .singleElement()
                .extracting(DeviceView::generation)
                .isEqualTo(3L);
        assertThat(report.devices()).singleElement().extracting(DeviceView::up).isEqualTo(true);
        assertThat(report.conserved()).isTrue();
        assertThat(report.traffic().received()).isEqualTo(FRAMES);
        assertThat(report.traffic().hardwareHits())
                .isGreaterThan(FRAMES / 3)
                .isEqualTo(report.flows().stream()
                        .mapToLong(f -> f.hardware().packets())
                        .sum());
        assertThat(report.flows()).anyMatch(f -> f.state() instanceof FlowState.Offloaded);
        assertThat(totals(report)).containsExactlyInAnyOrderElementsOf(totals(undisturbed));
        for (int port = 1; port <= 4; port++) {
            assertThat(folder.resolve("killed/port-" + port + ".pcap"))
                    .hasSameBinaryContentAs(folder.resolve("none/port-" + port + ".pcap"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"REJECT_WRITE", "FLIP_BIT", "FREEZE_COUNTERS", "LOSE_COMPLETION", "SLOW_DOWN"})
    void faultsUnderTrafficLoseNothing(Fault.Kind kind) throws Exception {
        underTraffic(kind, NicTable.ACTIONS);
    }

    /** Of those that the flows need. */
    @ParameterizedTest
    @EnumSource(
            value = NicTable.class,
            names = {"KEYS", "MASKS", "UFIDS", "EDITS"})
    void bitsOfTablesThatFlipUnderTrafficLoseNothing(NicTable table) throws Exception {
        underTraffic(Fault.Kind.FLIP_BIT, table);
    }

    private void underTraffic(Fault.Kind kind, NicTable table) throws Exception {
        ReplayReport undisturbed = replay("none", Optional.empty(), (packets, nic) -> {});
        int[] faults = {0};
        long[] repaired = {0};

        ReplayReport report = replay("faults", Optional.of("typical"), (packets, nic) -> {
            repaired[0] = nic.orElseThrow().repaired(table);
            if (packets >= (faults[0] + 1L) * FRAMES / 8) {
                faults[0]++;
                inject(nic.orElseThrow(), kind, table, faults[0]);
            }
        });

        assertThat(faults[0]).isGreaterThan(5);
        assertThat(repaired[0] > 0).isEqualTo(kind == Fault.Kind.FLIP_BIT);
        assertThat(report.recoveries()).isZero();
        assertThat(report.conserved()).isTrue();
        assertThat(report.traffic().hardwareHits()).isGreaterThan(FRAMES / 3);
        assertThat(totals(report)).containsExactlyInAnyOrderElementsOf(totals(undisturbed));
        for (int port = 1; port <= 4; port++) {
            assertThat(folder.resolve("faults/port-" + port + ".pcap"))
                    .hasSameBinaryContentAs(folder.resolve("none/port-" + port + ".pcap"));
        }
    }

    /** Counters stand still at every other fault and count again at the others. */
    private static void inject(SimNicDevice nic, Fault.Kind kind, NicTable table, int number) {
        try {
            List<Integer> slots = new ArrayList<>();
            nic.dump(Set.of(), rule -> slots.add(Integer.parseInt(rule.ruleId().replaceFirst(".*/", ""))));
            int[] targets =
                    switch (kind) {
                        case FLIP_BIT -> places(nic, table, slots);
                        case FREEZE_COUNTERS -> new int[] {number & 1};
                        default -> new int[] {1};
                    };
            for (int n : targets) {
                nic.controls()
                        .inject(Fault.newBuilder()
                                .setKind(kind)
                                .setN(n)
                                .setTable(table.code())
                                .build());
            }
        } catch (DeviceException e) {
            throw new AssertionError(e);
        }
    }

    private static int[] places(SimNicDevice nic, NicTable table, List<Integer> slots) throws DeviceException {
        long perTuple = nic.read(Register.BUCKETS, 0) * nic.read(Register.WAYS, 0);
        IntStream places =
                switch (table) {
                    case MASKS -> slots.stream().mapToInt(slot -> Math.toIntExact(slot / perTuple));
                    case EDITS -> IntStream.rangeClosed(1, 4);
                    default -> slots.stream().mapToInt(slot -> slot);
                };
        return places.distinct().toArray();
    }

    private static List<String> totals(ReplayReport report) {
        return report.flows().stream()
                .map(f -> f.flow().ufid() + " " + f.total().packets() + " "
                        + f.total().bytes())
                .toList();
    }

    @Test
    void everyFlowSaysWhereItIsAndWhy() throws Exception {
        ReplayReport report = replay("sim", Optional.of("small"), (packets, nic) -> {});

        for (FlowView flow : report.flows()) {
            switch (flow.state()) {
                case FlowState.Software(var refusal) ->
                    assertThat(refusal.sentence()).isNotBlank();
                case FlowState.Offloaded(String device, String rule) ->
                    assertThat(rule).startsWith("1/");
                default -> assertThat(flow.state()).as("%s", flow).isInstanceOf(FlowState.Software.class);
            }
        }
        assertThat(report.flows()).anyMatch(f -> f.state() instanceof FlowState.Software);
    }

    private static void kill(SimNicDevice nic) {
        ProcessHandle process = ProcessHandle.of(nic.harnessPid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    private ReplayReport replay(String out, Optional<String> nic, Replay.Progress progress) throws Exception {
        return new Replay(
                        new ReplayOptions(
                                capture,
                                flows,
                                nic.map(profile -> new DeviceConfig("nic0", Map.of("profile", profile))),
                                1,
                                1,
                                4,
                                Optional.of(folder.resolve(out))),
                        progress)
                .run();
    }
}
