package io.tandem.conformance.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void summarisesByLookups() {
        Latencies some = new Latencies();
        some.add(1, 40);
        some.add(1, 44);
        some.add(2, 60);
        Latencies others = new Latencies();
        others.add(1, 90);
        others.add(1, 44);
        others.add(1, 41);

        some.add(others);

        assertThat(some.summaries())
                .isEqualTo(Map.of(1, new Latencies.Summary(5, 40, 44, 90), 2, new Latencies.Summary(1, 60, 60, 60)));
    }
}
