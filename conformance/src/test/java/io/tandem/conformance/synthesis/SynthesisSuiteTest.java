package io.tandem.conformance.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What yosys wrote, made up; {@code ./tandem conformance run nic-synth} has it write. */
class SynthesisSuiteTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void answer() throws IOException {
        write("nic_top.json", """
                {"modules": {
                  "\\\\nic_top": {"num_cells_by_type": {"FDRE": 10, "LUT6": 3, "nic_lookup$nic_top.u_lookup": 1,
                    "nic_fifo$nic_top.u_one": 1, "nic_fifo$nic_top.u_other": 1}},
                  "\\\\nic_fifo$nic_top.u_one": {"num_cells_by_type": {"RAM32M16": 2, "LUT2": 1}},
                  "\\\\nic_fifo$nic_top.u_other": {"num_cells_by_type": {"RAMB18E2": 3, "LUT3": 1}},
                  "\\\\nic_lookup$nic_top.u_lookup": {"num_cells_by_type": {"nic_tuple": 4, "DSP48E2": 1}}}}
                """);
        write("nic_tuple.json", """
                {"modules": {"\\\\nic_tuple": {"num_cells_by_type": {"FDRE": 100, "RAMB36E2": 2}}}}
                """);
        write("nic_top.path", """
                Longest topological path in nic_fifo$nic_top.u_one (length=2):
                Longest topological path in nic_fifo$nic_top.u_other (length=5):
                """);
        write("nic_tuple.path", "Longest topological path in nic_tuple (length=7):\n");
        write("nic_top.log", "CPU: user 12.40s system 0.10s\n");
        write("nic_tuple.log", "CPU: user 3.00s system 0.10s\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void countsEveryInstanceAndAllTuplesByOne() throws IOException {
        SynthesisReport report = YosysAnswers.read("small", folder);

        assertThat(report.faults()).isEmpty();
        assertThat(report.instances()).containsEntry("nic_tuple", 4L).containsEntry("nic_fifo", 2L);
        assertThat(report.modules().get("nic_tuple").flipFlops()).isEqualTo(400);
        assertThat(report.modules().get("nic_tuple").blockRams()).isEqualTo(8);
        assertThat(report.modules().get("nic_fifo").tables()).isEqualTo(2);
        assertThat(report.modules().get("nic_fifo").memoryTables()).isEqualTo(16);
        assertThat(report.modules().get("nic_fifo").blockRams()).isEqualTo(1.5);
        assertThat(report.deepest()).containsEntry("nic_fifo", 5).containsEntry("nic_tuple", 7);
        assertThat(report.seconds()).isEqualTo(15);
        assertThat(report.toText().lines().filter(line -> line.startsWith("all ")))
                .singleElement()
                .asString()
                .matches("all +8 +5 +16 +410 +9\\.5 +1 +7");
    }

    @Test
    void namesWhatAnFpgaHasNot() throws IOException {
        write("nic_tuple.json", """
                {"modules": {"\\\\nic_tuple": {"num_cells_by_type": {"LDCE": 1, "$mem_v2": 1}}}}
                """);
        assertThat(YosysAnswers.read("small", folder).faults())
                .singleElement()
                .asString()
                .contains("nic_tuple has 8 cells");
    }

    @Test
    void saysWhatInstallsWhatIsMissing() {
        assertThatThrownBy(() -> SynthesisSuite.run(folder, "small", Duration.ofMinutes(1)))
                .isInstanceOf(SynthesisSuite.MissingException.class)
                .hasMessageContaining("./tandem setup synthesis");
    }
}
