package io.tandem.conformance.tcwords;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.conformance.guest.Guest;
import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("guest")
class TcComparisonTest {
    private final TcComparison comparison = new TcComparison(new Guest(Path.of("target", "guest")));

    @Test
    void everyExampleOfTheManualIsWhatTcMakesOfIt() throws Exception {
        List<ManualPage> pages = ManualPage.findAll(ManualPage.FOLDER);
        assumeTrue(!pages.isEmpty(), () -> ManualPage.absence(ManualPage.FOLDER));
        compare(pages, new JsonArray());
    }

    @Test
    void everyCaseOfTheKernelIsWhatTcMakesOfIt() throws Exception {
        Path folder = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "tc");
        assumeTrue(Files.isDirectory(folder), "no " + folder + "; set -Dtandem.vectors=DIR");
        compare(List.of(), TcComparison.cases(folder));
    }

    private void compare(List<ManualPage> pages, JsonArray cases) throws Exception {
        List<FlowerExample> examples = FlowerExample.of(pages);
        TcReport report = new TcReport(
                pages,
                examples,
                comparison.compare(
                        examples.stream().filter(FlowerExample::isFlower).toList(), cases));
        System.out.println(report.toText());
        assertTrue(report.allEqual(), report::toText);
        assertEquals(cases.size(), report.comparisons().cases().size());
    }
}
