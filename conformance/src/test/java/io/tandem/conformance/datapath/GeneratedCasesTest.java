package io.tandem.conformance.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class GeneratedCasesTest {
    private static final Path CAPTURES = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");

    @Test
    void comeFromTheSeedAlone() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(CAPTURES), "no " + CAPTURES + "; set -Dtandem.vectors=DIR");
        List<DatapathCase> cases = new GeneratedCases(new Captures(CAPTURES), 7).make(30);
        assertThat(new GeneratedCases(new Captures(CAPTURES), 7).make(30)).isEqualTo(cases);
        assertThat(new GeneratedCases(new Captures(CAPTURES), 8).make(30)).isNotEqualTo(cases);
        for (DatapathCase made : cases) {
            assertThat(CaseReader.read("generated", made.toText(), NamedFrames::find))
                    .containsExactly(made);
        }
    }
}
