package io.tandem.conformance.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingLogTest {
    @Test
    void tellsWhatWasAddedButNotHowBusyTheProcessIs(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "2026-01-01T00:00:00Z|1|netdev_tc_offloads|DBG|one\n");
        try (GrowingLog log = GrowingLog.of(file)) {
            assertThat(log.more()).isEqualTo("one");
            Files.writeString(file, """
                    2026-01-01T00:00:01Z|2|netdev_tc_offloads(handler1)|DBG|unsupported put action type: 5
                    2026-01-01T00:00:01Z|3|poll_loop|INFO|wakeup due to [POLLIN] on fd 9
                    2026-01-01T00:00:01Z|4|timeval(main)|WARN|Unreasonably long 1000ms poll interval
                    """, StandardOpenOption.APPEND);
            assertThat(log.more()).isEqualTo("unsupported put action type: 5");
            assertThat(log.more()).isEmpty();
        }
    }
}
