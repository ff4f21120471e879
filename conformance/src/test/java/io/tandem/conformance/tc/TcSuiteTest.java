package io.tandem.conformance.tc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.guest.Guest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Boots the guest. Not in the default run: {@code ./tandem test -pl conformance -am -DexcludedGroups=none -Dgroups=guest}. */
@Tag("guest")
class TcSuiteTest {
    @Test
    void rulesAndCountsAreWhatTheDeviceSays() throws Exception {
        Guest guest = new Guest(Path.of(System.getProperty("tandem.root", ".."), "conformance", "target", "guest"));
        TcSuite.Report report = new TcSuite(guest).run(List.of());
        assertThat(report.lines()).hasSameSizeAs(TcSuite.names());
        assertThat(report.failed()).isEmpty();
    }
}
