package io.tandem.datapath.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class MeterTest {
    private static Meter meter(MeterUnit unit, MeterBand... bands) {
        return new Meter(new MeterConfig(unit, List.of(bands)), 1_000);
    }

    private static int passed(Meter meter, int packets, int length, long now) {
        int passed = 0;
        for (int i = 0; i < packets; i++) {
            passed += meter.pass(length, now) ? 1 : 0;
        }
        return passed;
    }

    @Test
    void letsABurstPassAndThenTheRate() {
        Meter meter = meter(MeterUnit.PACKETS, new MeterBand(100, 5));
        assertThat(passed(meter, 20, 60, 1_000)).isEqualTo(5);
        assertThat(passed(meter, 20, 60, 1_009)).isZero();
        assertThat(passed(meter, 20, 60, 1_010)).isEqualTo(1);
        assertThat(passed(meter, 20, 60, 1_040)).isEqualTo(3);
        assertThat(passed(meter, 20, 60, 900)).isZero();
        assertThat(passed(meter, 20, 60, 100_000)).isEqualTo(5);
        assertThat(meter.stats()).isEqualTo(new MeterStats(120, 7_200, List.of(new MeterStats.Band(106, 6_360))));
    }

    @Test
    void countsBitsOfKilobits() {
        Meter meter = meter(MeterUnit.KILOBITS, new MeterBand(8, 0));
        assertThat(passed(meter, 20, 100, 1_000)).isEqualTo(10);
        assertThat(passed(meter, 20, 100, 1_100)).isEqualTo(1);
        assertThat(meter.pass(101, 1_200)).isFalse();
        assertThat(meter.pass(100, 1_200)).isTrue();
    }

    @Test
    void dropsByTheHighestRateThatIsExceeded() {
        Meter meter = meter(MeterUnit.PACKETS, new MeterBand(10, 1), new MeterBand(20, 2), new MeterBand(30, 3));
        assertThat(passed(meter, 4, 60, 1_000)).isEqualTo(1);
        assertThat(meter.stats().bands()).extracting(MeterStats.Band::packets).containsExactly(1L, 1L, 1L);
    }

    @Test
    void passesWhatHasNoBand() {
        assertThat(passed(meter(MeterUnit.PACKETS), 5, 60, 1_000)).isEqualTo(5);
    }

    @Test
    void startsAnewWhereItIsReplaced() {
        MeterTable table = new MeterTable();
        MeterConfig config = new MeterConfig(MeterUnit.PACKETS, List.of(new MeterBand(1, 1)));
        assertThat(table.find(7)).isNull();
        assertThat(table.find(-1)).isNull();
        table.set(7, config, 0);
        Meter first = table.get(7).orElseThrow();
        assertThat(passed(first, 3, 60, 0)).isEqualTo(1);
        table.set(7, config, 0);
        assertThat(passed(table.get(7).orElseThrow(), 3, 60, 0)).isEqualTo(1);
        assertThat(table.remove(7).orElseThrow().packets()).isEqualTo(3);
        assertThat(table.remove(7)).isEmpty();
        table.set(MeterTable.MOST - 1, config, 0);
        assertThat(table.get(MeterTable.MOST - 1)).isPresent();
        assertThatThrownBy(() -> table.set(MeterTable.MOST, config, 0)).hasMessageContaining("262144");
        assertThatThrownBy(() -> new MeterBand(0, 0)).hasMessageContaining("rate");
        assertThatThrownBy(() -> new MeterConfig(MeterUnit.PACKETS, Collections.nCopies(9, new MeterBand(1, 1))))
                .hasMessageContaining("9 bands");
    }

    @Test
    void losesNothingBetweenThreads() throws InterruptedException, ExecutionException {
        Meter meter = meter(MeterUnit.PACKETS, new MeterBand(1_000, 500));
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> passed = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                passed.add(threads.submit(() -> {
                    int count = 0;
                    for (int i = 0; i < 20_000; i++) {
                        count += meter.pass(60, 1_000 + i / 20) ? 1 : 0;
                    }
                    return count;
                }));
            }
            long sum = 0;
            for (Future<Integer> one : passed) {
                sum += one.get();
            }
            MeterStats stats = meter.stats();
            assertThat(stats.packets()).isEqualTo(80_000);
            assertThat(sum + stats.bands().getFirst().packets()).isEqualTo(80_000);
            assertThat(sum).isLessThanOrEqualTo(500 + 999);
        }
    }
}
