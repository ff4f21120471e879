package io.tandem.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.engine.FlowView;
import io.tandem.agent.replay.Replay;
import io.tandem.agent.replay.ReplayOptions;
import io.tandem.agent.replay.ReplayReport;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.FlowState;
import io.tandem.datapath.capture.CaptureException;
import io.tandem.flow.Ufid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same capture and the same flows, with the simulated NIC and without: everything that can be seen is the same. */
class DifferentialReplayTest {
    private static final int PORTS = 4;
    private static final Path VECTORS = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"));

    @TempDir
    private Path folder;

    @Test
    void hardwareAndSoftwareForwardAlike() throws Exception {
        Path flows = VECTORS.resolve("replay-flows.txt");
        Assumptions.assumeTrue(Files.isReadable(flows), "no " + flows + "; set -Dtandem.vectors=DIR");
        List<Path> captures;
        try (Stream<Path> files = Files.list(VECTORS.resolve("pcaps"))) {
            captures =
                    files.filter(f -> f.toString().endsWith(".pcap")).sorted().toList();
        }
        assertThat(captures).hasSizeGreaterThan(200);
        long packets = 0;
        long forwardedByHardware = 0;
        long flowCount = 0;
        long refused = 0;
        List<String> unreadable = new ArrayList<>();
        for (Path capture : captures) {
            ReplayReport software;
            ReplayReport hardware;
            try {
                software = replay(capture, flows, Optional.empty(), "none");
            } catch (CaptureException e) {
                unreadable.add(e.getMessage());
                continue;
            }
            hardware = replay(capture, flows, Optional.of("typical"), "sim");
            compare(capture, hardware, software);
            packets += hardware.traffic().received();
            forwardedByHardware += hardware.traffic().hardwareHits()
                    - hardware.traffic().drops().getOrDefault("drop action of its rule in hardware", 0L);
            flowCount += hardware.flows().size();
            refused += hardware.flows().stream()
                    .filter(f -> f.state() instanceof FlowState.Software)
                    .count();
        }
        System.out.printf(
                "%d captures, %d packets, %d forwarded by the RTL, %d flows, %d refused; unreadable: %s%n",
                captures.size(), packets, forwardedByHardware, flowCount, refused, unreadable);
        assertThat(forwardedByHardware * 3).isGreaterThanOrEqualTo(packets);
        assertThat((packets - forwardedByHardware) * 10)
                .as("packets that the software carries beside those of the NIC")
                .isGreaterThanOrEqualTo(packets);
        assertThat(unreadable.size()).isLessThan(captures.size() / 10);
    }

    private ReplayReport replay(Path capture, Path flows, Optional<String> nic, String out) throws Exception {
        return new Replay(
                        new ReplayOptions(
                                capture,
                                flows,
                                nic.map(profile -> new DeviceConfig("nic0", Map.of("profile", profile))),
                                3,
                                1,
                                PORTS,
                                Optional.of(folder.resolve(out))),
                        (packets, device) -> {})
                .run();
    }

    private void compare(Path capture, ReplayReport hardware, ReplayReport software) throws IOException {
        for (int port = 1; port <= PORTS; port++) {
            String file = "port-" + port + ".pcap";
            assertThat(folder.resolve("sim").resolve(file))
                    .as("%s port %d", capture, port)
                    .hasSameBinaryContentAs(folder.resolve("none").resolve(file));
        }
        assertThat(hardware.recoveries()).as("%s: failures of the NIC", capture).isZero();
        assertThat(hardware.conserved()).as("%s with the NIC", capture).isTrue();
        assertThat(software.conserved()).as("%s in software", capture).isTrue();
        assertThat(hardware.traffic().received()).isEqualTo(software.traffic().received());
        assertThat(hardware.traffic().hardwareHits())
                .as("%s: what rules counted is what the wire saw", capture)
                .isEqualTo(hardware.flows().stream()
                        .mapToLong(f -> f.hardware().packets())
                        .sum());
        Map<Ufid, FlowView> expected =
                software.flows().stream().collect(Collectors.toMap(f -> f.flow().ufid(), Function.identity()));
        assertThat(hardware.flows()).as("%s", capture).hasSameSizeAs(software.flows());
        for (FlowView flow : hardware.flows()) {
            FlowView other = Objects.requireNonNull(expected.get(flow.flow().ufid()), () -> capture + ": " + flow);
            assertThat(flow.total().packets())
                    .as("%s: %s", capture, flow)
                    .isEqualTo(other.total().packets());
            assertThat(flow.total().bytes())
                    .as("%s: %s", capture, flow)
                    .isEqualTo(other.total().bytes());
            assertThat(flow.flow()).isEqualTo(other.flow());
        }
    }
}
