package io.tandem.conformance.niccoverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineCoverageTest {
    @TempDir
    private Path folder;

    @Test
    void aLineRanWhereEachOfItsBranchesRanInSomeInstanceOrRun() throws Exception {
        LineCoverage coverage = new LineCoverage();
        coverage.add(file(
                "first.dat",
                record("rtl/nic_fifo.sv", 10, "if", "10,12-13", "top.a", 0),
                record("rtl/nic_fifo.sv", 10, "if", "10,12-13", "top.b", 4),
                record("rtl/nic_fifo.sv", 10, "else", "10", "top.a", 0),
                record("rtl/nic_tcam.sv", 7, "block", "7-8", "top.t", 0)));
        assertThat(coverage.percent()).isEqualTo(100.0 * 2 / 5);
        assertThat(coverage.toText()).contains("nic_fifo").contains("not 10").contains("not 7-8");

        coverage.add(file(
                "second.dat",
                record("rtl/nic_fifo.sv", 10, "else", "10", "top.a", 1),
                record("rtl/check/nic_fifo_check.sv", 3, "block", "3", "top.c", 0),
                record("bench/bench_tcam.sv", 3, "block", "3", "top.c", 0)));

        assertThat(coverage.modules())
                .containsExactly(
                        new LineCoverage.Module("nic_fifo", 3, 3, List.of()),
                        new LineCoverage.Module("nic_tcam", 0, 2, List.of(7, 8)));
    }

    private Path file(String name, String... records) throws IOException {
        return Files.writeString(folder.resolve(name), "# SystemC::Coverage-3\n" + String.join("\n", records) + "\n");
    }

    private static String record(String file, int line, String branch, String lines, String instance, int count) {
        String parts = "|f=%s|l=%d|n=3|page=v_line/x|o=%s|S=%s|h=%s".formatted(file, line, branch, lines, instance);
        return "C '" + parts.replace('|', '\u0001').replace('=', '\u0002') + "' " + count;
    }
}
