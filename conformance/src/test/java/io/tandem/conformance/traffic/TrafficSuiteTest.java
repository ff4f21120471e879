package io.tandem.conformance.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.conformance.guest.GuestException;
import io.tandem.datapath.port.PortKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A few megabytes each; {@code ./tandem conformance run traffic} sends a gigabyte. */
class TrafficSuiteTest {
    private static final long BYTES = 20_000_000;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsARootAndItsTools() throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may make network namespaces");
        try {
            TrafficSuite.requireTools();
        } catch (GuestException e) {
            abort(e.getMessage());
        }
        String probe = "tandem-probe" + ProcessHandle.current().pid();
        try {
            Command.run(Duration.ofSeconds(5), "ip", "netns", "add", probe);
            Command.run(Duration.ofSeconds(5), "ip", "netns", "delete", probe);
        } catch (TrafficException e) {
            abort("no network namespaces here: " + e.getMessage());
        }
    }

    static Stream<Arguments> everyWay() {
        return Arrays.stream(PortKind.values())
                .flatMap(kind -> Arrays.stream(Between.values()).map(between -> Arguments.of(kind, between)));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void carriesPingsAndAStreamUnchanged(PortKind kind, Between between)
            throws IOException, InterruptedException, TrafficException {
        TrafficSuite.Seen seen = new TrafficSuite(folder).run(kind, between, BYTES);
        assertThat(seen.peer()).isEqualTo(between == Between.NAT ? Hosts.NATTED : Hosts.LEFT);
    }
}
