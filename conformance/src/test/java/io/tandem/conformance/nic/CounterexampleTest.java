package io.tandem.conformance.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.replay.Replay;
import io.tandem.agent.replay.ReplayOptions;
import io.tandem.agent.replay.ReplayReport;
import io.tandem.backend.DeviceConfig;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.v1.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A NIC that sends wrong bytes on purpose. */
class CounterexampleTest {
    private static final DeviceConfig NIC = new DeviceConfig("nic", Map.of("profile", "small"));
    private static final int PORTS = 4;

    @TempDir
    private Path folder;

    @Test
    void isSmallAndReplayTakesIt() throws Exception {
        NicReport report;
        try (SimNicDevice nic = new SimNicBackend().open(NIC)) {
            nic.controls()
                    .inject(Fault.newBuilder().setKind(Fault.Kind.SPOIL).setN(1).build());
            report = NicSuite.run(new RuleSets(), nic, 1, 5, 200, 0);
        }

        assertThat(report.allEqual()).isFalse();
        Counterexample difference = report.difference().orElseThrow();
        assertThat(difference.least().packets()).hasSize(1);
        assertThat(difference.least().flows()).hasSize(1);
        assertThat(difference.toText()).contains("case rules-1-", "the NIC sends");
        Counterexample.Written files = difference.write(folder);
        int port = difference.least().packets().getFirst().port();
        Path capture = Objects.requireNonNull(files.captures().get(port));
        assertThat(files.commands("small"))
                .isEqualTo("./tandem replay %s --flows %s --port %d --loop 2 --nic-profile small --out DIR%n"
                        .formatted(capture, files.flows(), port));
        ReplayReport hardware = replay(capture, files.flows(), port, Optional.of(NIC), "sim");
        ReplayReport software = replay(capture, files.flows(), port, Optional.empty(), "none");
        assertThat(hardware.conserved()).isTrue();
        assertThat(hardware.traffic().hardwareHits()).as("the second turn").isEqualTo(1);
        assertThat(software.traffic().received()).isEqualTo(2);
        long sent = 0;
        for (int i = 1; i <= PORTS; i++) {
            String file = "port-" + i + ".pcap";
            assertThat(folder.resolve("sim").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("none").resolve(file));
            sent += Files.size(folder.resolve("none").resolve(file)) > 24 ? 1 : 0;
        }
        assertThat(sent).as("ports that sent something").isPositive();
    }

    private ReplayReport replay(Path capture, Path flows, int port, Optional<DeviceConfig> nic, String out)
            throws Exception {
        return new Replay(
                        new ReplayOptions(capture, flows, nic, 2, port, PORTS, Optional.of(folder.resolve(out))),
                        (packets, device) -> {})
                .run();
    }
}
