package io.tandem.agent.revalidator;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowLimitTest {
    @Test
    void startsAtTenThousandOrAtTheMost() {
        assertThat(new FlowLimit(200_000).get()).isEqualTo(10_000);
        assertThat(new FlowLimit(5_000).get()).isEqualTo(5_000);
        assertThat(new FlowLimit(10).get()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({
        // millis, flows, limit after
        "0, 10, 10000",
        "0, 11, 11000",
        "500, 5000, 10000",
        "500, 5001, 11000",
        "999, 10000, 11000",
        "1000, 100000, 10000",
        "1300, 100000, 10000",
        "1301, 100000, 7500",
        "2000, 100000, 7500",
        "2001, 100000, 5000",
        "3999, 100000, 3333",
        "60000, 100000, 1000"
    })
    void followsTheDumpDuration(long millis, int flows, int after) {
        FlowLimit limit = new FlowLimit(200_000);
        limit.dumped(millis, flows);
        assertThat(limit.get()).isEqualTo(after);
    }

    @Property
    void staysBetweenAThousandAndTheMost(
            @ForAll @IntRange(min = 1) int most, @ForAll @LongRange(min = 0) long millis, @ForAll @IntRange int flows) {
        FlowLimit limit = new FlowLimit(most);
        for (int i = 0; i < 50; i++) {
            limit.dumped(i % 3 == 0 ? millis : millis % 1000, flows);
            assertThat(limit.get()).isBetween(1_000, Math.max(1_000, most));
        }
    }
}
