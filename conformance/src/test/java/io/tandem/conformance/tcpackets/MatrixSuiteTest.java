package io.tandem.conformance.tcpackets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.guest.Guest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Boots the guest, for some minutes. */
@Tag("guest")
class MatrixSuiteTest {
    @Test
    void holdsReadsForwardsAndCountsAsTheSoftware() throws Exception {
        Guest guest = new Guest(Path.of(System.getProperty("tandem.root", ".."), "conformance", "target", "guest"));
        MatrixReport report = new MatrixSuite(guest).run(List.of());
        assertThat(report.allRight()).as(report.toText()).isTrue();
    }
}
