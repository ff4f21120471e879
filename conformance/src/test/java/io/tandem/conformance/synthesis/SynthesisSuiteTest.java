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
                  "nic_top": {"cells": {"FDRE": 10, "LUT6": 3, "nic_lookup$nic_top.u_lookup": 1,
                    "nic_fifo$nic_top.u_one": 1, "nic_fifo$nic_top.u_other": 1}, "picoseconds": 0, "seconds": 3},
                  "nic_fifo$nic_top.u_one": {"cells": {"RAM32M16": 2, "LUT2": 1}, "picoseconds": 200, "seconds": 3},
                  "nic_fifo$nic_top.u_other": {"cells": {"RAMB18E2": 3, "LUT3": 1}, "picoseconds": 560, "seconds": 3},
                  "nic_lookup$nic_top.u_lookup": {"cells": {"nic_tuple": 4, "DSP48E2": 1}, "picoseconds": 100, "seconds": 3}}}
                """);
        write("nic_tuple.json", """
                {"modules": {"nic_tuple": {"cells": {"FDRE": 100, "RAMB36E2": 2}, "picoseconds": 1710, "seconds": 3}}}
                """);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void countsEveryInstanceAndAllTuplesByOne() throws IOException {
        SynthesisReport report = YosysAnswers.read("small", folder);

        assertThat(report.faults()).isEmpty();
        assertThat(report.instances()).containsEntry("nic_tuple", 4L).containsEntry("nic_fifo", 2L);
        assertThat(report.modules().getOrDefault("nic_tuple", Cells.NONE).flipFlops())
                .isEqualTo(400);
        assertThat(report.modules().getOrDefault("nic_tuple", Cells.NONE).blockRams())
                .isEqualTo(8);
        assertThat(report.modules().getOrDefault("nic_fifo", Cells.NONE).tables())
                .isEqualTo(2);
        assertThat(report.modules().getOrDefault("nic_fifo", Cells.NONE).memoryTables())
                .isEqualTo(16);
        assertThat(report.modules().getOrDefault("nic_fifo", Cells.NONE).blockRams())
                .isEqualTo(1.5);
        assertThat(report.slowest()).containsEntry("nic_fifo", 560L).containsEntry("nic_tuple", 1710L);
        assertThat(report.seconds()).isEqualTo(15);
        assertThat(report.toText().lines().filter(line -> line.startsWith("all ")))
                .singleElement()
                .asString()
                .matches("all +8 +5 +16 +410 +9\\.5 +1 +1\\.7");
    }

    @Test
    void namesWhatAnFpgaHasNot() throws IOException {
        write("nic_tuple.json", """
                {"modules": {"nic_tuple": {"cells": {"LDCE": 1, "$mem_v2": 1}, "picoseconds": 0, "seconds": 3}}}
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
