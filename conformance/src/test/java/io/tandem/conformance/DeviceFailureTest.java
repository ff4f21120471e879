package io.tandem.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.replay.Replay;
import io.tandem.agent.replay.ReplayOptions;
import io.tandem.agent.replay.ReplayReport;
import io.tandem.agent.traffic.SampleFrame;
import io.tandem.agent.traffic.SampleTraffic;
import io.tandem.backend.FlowState;
import io.tandem.datapath.capture.CaptureWriter;
import io.tandem.hwsim.driver.SimNicDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(report.flows().stream()
                        .map(f -> f.flow().ufid() + " " + f.total().packets() + " "
                                + f.total().bytes()))
                .containsExactlyInAnyOrderElementsOf(undisturbed.flows().stream()
                        .map(f -> f.flow().ufid() + " " + f.total().packets() + " "
                                + f.total().bytes())
                        .toList());
        for (int port = 1; port <= 4; port++) {
            assertThat(folder.resolve("killed/port-" + port + ".pcap"))
                    .hasSameBinaryContentAs(folder.resolve("none/port-" + port + ".pcap"));
        }
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
        return new Replay(new ReplayOptions(capture, flows, nic, 1, 1, 4, Optional.of(folder.resolve(out))), progress)
                .run();
    }
}
