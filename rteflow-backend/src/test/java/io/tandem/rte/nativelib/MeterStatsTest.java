package io.tandem.rte.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.MeterCounts;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Counters of a meter, filled in as a driver does that has some of them. */
class MeterStatsTest {
    private static MeterCounts read(List<String> known) {
        try (MeterStats stats = new MeterStats()) {
            stats.struct().put("n_pkts[RTE_COLOR_GREEN]", 1_000);
            stats.struct().put("n_pkts[RTE_COLOR_YELLOW]", 200);
            stats.struct().put("n_pkts_dropped", 30);
            stats.struct().put("n_bytes[RTE_COLOR_GREEN]", 100_000);
            stats.struct().put("n_bytes[RTE_COLOR_YELLOW]", 20_000);
            stats.struct().put("n_bytes_dropped", 3_000);
            LongStream bits = known.stream().mapToLong(counter -> Dpdk.layouts().constant("RTE_MTR_STATS_" + counter));
            Memory.put64(stats.mask(), bits.reduce(0, (a, b) -> a | b));
            return stats.counts();
        }
    }

    @Test
    void whatPassedAndWhatWasDroppedIsWhatCame() {
        assertThat(read(List.of(
                        "N_PKTS_GREEN",
                        "N_PKTS_YELLOW",
                        "N_PKTS_DROPPED",
                        "N_BYTES_GREEN",
                        "N_BYTES_YELLOW",
                        "N_BYTES_DROPPED")))
                .isEqualTo(new MeterCounts(1_230, 123_000, 30));
        assertThat(read(List.of("N_PKTS_GREEN", "N_PKTS_DROPPED", "N_BYTES_GREEN", "N_BYTES_DROPPED")))
                .isEqualTo(new MeterCounts(1_030, 103_000, 30));
    }

    @Test
    void whatADriverHasNoCounterOfIsUnknown() {
        OptionalLong unknown = OptionalLong.empty();
        assertThat(read(List.of("N_PKTS_DROPPED", "N_BYTES_DROPPED")))
                .isEqualTo(new MeterCounts(unknown, unknown, OptionalLong.of(30)));
        assertThat(read(List.of("N_PKTS_GREEN", "N_PKTS_DROPPED", "N_BYTES_GREEN")))
                .isEqualTo(new MeterCounts(OptionalLong.of(1_030), unknown, OptionalLong.of(30)));
        assertThat(read(List.of())).isEqualTo(new MeterCounts(unknown, unknown, unknown));
    }
}
