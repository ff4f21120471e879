package io.tandem.rte.eal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EalConfigTest {
    @Test
    void withoutHugePagesNothingIsSharedAndNothingPhysicalIsLookedFor() {
        assertThat(EalConfig.virtual(256).arguments())
                .containsExactly(
                        "tandem", "-l", "0", "-m", "256", "--no-huge", "--no-pci", "--no-shconf", "--no-telemetry");
    }

    @Test
    void hugePagesAreNoOneElses() {
        assertThat(new EalConfig("0-1", 1_024, true, true, List.of("-n", "4")).arguments())
                .containsExactly("tandem", "-l", "0-1", "-m", "1024", "--in-memory", "--no-telemetry", "-n", "4");
    }

    @Test
    void whatIsAskedForByHandIsNotContradicted() {
        assertThat(with("--file-prefix=a")).doesNotContain("--in-memory", "--no-shconf");
        assertThat(with("--telemetry")).doesNotContain("--no-telemetry");
        assertThat(with("--legacy-mem")).contains("--no-shconf").doesNotContain("--in-memory");
    }

    private static List<String> with(String argument) {
        return new EalConfig("0", 1_024, true, true, List.of(argument)).arguments();
    }
}
