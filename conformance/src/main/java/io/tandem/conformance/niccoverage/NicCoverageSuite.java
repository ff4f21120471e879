package io.tandem.conformance.niccoverage;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.conformance.nic.NicSuite;
import io.tandem.conformance.nic.RuleSets;
import io.tandem.conformance.nicunit.NicUnitSuite;
import io.tandem.conformance.nicunit.UnitReport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The suites of the NIC in models that say which lines ran. Stateless. */
public final class NicCoverageSuite {
    private static final int PACKETS = 400;
    private static final int FLIP_EVERY = 50;
    private static final int ITEMS = 200; // of the benches, for each set of rules

    /**
     * What ran.
     *
     * @param coverage lines of the RTL
     * @param differences of the suites from the software, in their words; empty where there are none
     */
    public record Result(LineCoverage coverage, List<String> differences) {
        public Result {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Runs the modules alone, then sets of rules in the small NIC, then the commands that those do not give.
     *
     * @param folder for the files of Verilator's models
     */
    public static Result run(RuleSets made, long seed, int sets, Path folder)
            throws BackendUnavailableException, DeviceException, IOException {
        List<String> differences = new ArrayList<>();
        NicUnitSuite.run(made, seed, sets * ITEMS, Optional.of(folder)).stream()
                .filter(report -> !report.allEqual())
                .map(UnitReport::toText)
                .forEach(differences::add);
        Optional.of(NicSuite.run(made, device(folder.resolve("nic.dat")), seed, sets, PACKETS, FLIP_EVERY))
                .filter(report -> !report.allEqual())
                .ifPresent(report -> differences.add(report.toText()));
        Housekeeping.run(device(folder.resolve("housekeeping.dat")));
        LineCoverage coverage = new LineCoverage();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.dat")) {
            for (Path file : files) {
                coverage.add(file);
            }
        }
        return new Result(coverage, differences);
    }

    private static DeviceConfig device(Path file) {
        return new DeviceConfig("nic", Map.of("profile", "small", "coverage", file.toString()));
    }

    private NicCoverageSuite() {}
}
