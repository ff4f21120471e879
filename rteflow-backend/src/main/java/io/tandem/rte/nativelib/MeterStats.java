package io.tandem.rte.nativelib;

import io.tandem.backend.MeterCounts;
import java.util.OptionalLong;

/**
 * What an object of rte_mtr has counted, in native memory: a struct rte_mtr_stats, and which of its fields mean something.
 * Gone when closed. One thread. Source: rte_mtr.h, enum rte_mtr_stats_type.
 */
public final class MeterStats implements AutoCloseable {
    /** Counters of a meter that drops what is red: what passes is green, or yellow, and the others are dropped. */
    public static final long WANTED = bit("N_PKTS_GREEN")
            | bit("N_PKTS_YELLOW")
            | bit("N_PKTS_DROPPED")
            | bit("N_BYTES_GREEN")
            | bit("N_BYTES_YELLOW")
            | bit("N_BYTES_DROPPED");

    private final Struct stats = new Struct("rte_mtr_stats");
    private final Pointers mask = new Pointers(1);

    private static long bit(String counter) {
        return Dpdk.layouts().constant("RTE_MTR_STATS_" + counter);
    }

    /** Where the struct lies. */
    public long address() {
        return stats.address();
    }

    /** Where the driver says which fields mean something. */
    public long mask() {
        return mask.address();
    }

    /** The struct, for who fills it in a driver's place. */
    Struct struct() {
        return stats;
    }

    /** What was read. A driver that has no yellow has no packets that are. */
    public MeterCounts counts() {
        OptionalLong droppedPackets = counter("n_pkts_dropped", "N_PKTS_DROPPED");
        OptionalLong droppedBytes = counter("n_bytes_dropped", "N_BYTES_DROPPED");
        return new MeterCounts(
                came(
                        counter("n_pkts[RTE_COLOR_GREEN]", "N_PKTS_GREEN"),
                        counter("n_pkts[RTE_COLOR_YELLOW]", "N_PKTS_YELLOW"),
                        droppedPackets),
                came(
                        counter("n_bytes[RTE_COLOR_GREEN]", "N_BYTES_GREEN"),
                        counter("n_bytes[RTE_COLOR_YELLOW]", "N_BYTES_YELLOW"),
                        droppedBytes),
                droppedPackets);
    }

    private static OptionalLong came(OptionalLong green, OptionalLong yellow, OptionalLong dropped) {
        return green.isPresent() && dropped.isPresent()
                ? OptionalLong.of(green.getAsLong() + yellow.orElse(0) + dropped.getAsLong())
                : OptionalLong.empty();
    }

    private OptionalLong counter(String field, String counter) {
        return (mask.get(0) & bit(counter)) != 0 ? OptionalLong.of(stats.get(field)) : OptionalLong.empty();
    }

    @Override
    public void close() {
        stats.close();
        mask.close();
    }
}
