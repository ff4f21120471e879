package io.tandem.conformance.rtewords;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Every rule that is printed for the vectors, to the real parser. */
class RteTextSuiteTest {
    @Test
    void testpmdTakesEveryRuleThatIsPrinted() throws IOException, InterruptedException {
        Optional<Path> program = Testpmd.find();
        Assumptions.assumeTrue(program.isPresent(), "dpdk-testpmd is not installed: apt-get install dpdk-dev");
        Path vectors = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"));
        RteTextReport report =
                RteTextReport.of(program.get(), VectorRules.of(vectors).rules());
        System.out.println(report.toText());
        assertThat(report.good()).as(report.toText()).isTrue();
        assertThat(report.taken()).isGreaterThan(100);
    }
}
