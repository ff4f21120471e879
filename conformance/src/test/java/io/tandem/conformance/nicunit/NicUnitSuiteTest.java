package io.tandem.conformance.nicunit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.nic.RuleSets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NicUnitSuiteTest {
    private static final int ITEMS = 4_000;

    @Test
    void eachModuleDoesWhatTheSoftwareDoes() throws Exception {
        Path folder = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");

        List<UnitReport> reports = NicUnitSuite.run(new RuleSets(new Captures(folder)), 7, ITEMS, Optional.empty());

        reports.forEach(report -> System.out.print(report.toText()));
        assertThat(reports)
                .extracting(UnitReport::module)
                .containsExactly("parser", "tuple", "tcam", "checksum", "edit");
        assertThat(reports).allSatisfy(report -> {
            assertThat(report.allEqual()).as(report.toText()).isTrue();
            assertThat(report.compared()).as(report.toText()).isGreaterThan(ITEMS / 20);
        });
    }
}
