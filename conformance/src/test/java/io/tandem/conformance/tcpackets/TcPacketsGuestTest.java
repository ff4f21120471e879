package io.tandem.conformance.tcpackets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.datapath.BuiltInCases;
import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.kernel.KernelSide;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("guest")
class TcPacketsGuestTest {
    private static final Guest GUEST = new Guest(Path.of("target", "guest"));
    private static final Path CAPTURES = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");

    @Test
    void carriesTheCasesAsTheSoftwareDoes() throws Exception {
        CarryReport report =
                CarryReport.of(new BuiltInCases(Optional.empty()).all(), new TcSide(GUEST), new KernelSide(GUEST));
        assertThat(report.allEqual()).as(report.toText()).isTrue();
    }

    @Test
    void matchesWhatTheMegaflowsDo() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(CAPTURES), "no " + CAPTURES + "; set -Dtandem.vectors=DIR");
        MatchReport report = new MatchSuite(GUEST).run(new MatchCases(new Captures(CAPTURES)).make(100, 7));
        assertThat(report.allAsSaid()).as(report.toText()).isTrue();
    }
}
