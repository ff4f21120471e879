package io.tandem.conformance.synthesis;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Cells of an FPGA, by type. Immutable.
 *
 * @param counts of each type, as yosys names them for Xilinx UltraScale+
 */
record Cells(Map<String, Long> counts) {
    static final Cells NONE = new Cells(Map.of());

    Cells {
        counts = Map.copyOf(counts);
    }

    /** These and those. */
    Cells plus(Cells others, long times) {
        Map<String, Long> sum = new TreeMap<>(counts);
        others.counts.forEach((type, count) -> sum.merge(type, count * times, Long::sum));
        return new Cells(sum);
    }

    /** Look-up tables, without those that are memories. */
    long tables() {
        return count(type -> type.matches("LUT[1-6]|INV"));
    }

    /** Flip-flops. */
    long flipFlops() {
        return count(type -> type.matches("FD[RSCP]E"));
    }

    /** Look-up tables that are memories, or shift registers. */
    long memoryTables() {
        return count(type -> type.startsWith("SRL"))
                + 8 * count(type -> type.matches("RAM(32M16|64M8)"))
                + count(type -> type.matches("RAM(32|64|128|256|512)X1[SD]"));
    }

    /** Block RAMs of 36 kbit; one of 18 kbit is half of one. */
    double blockRams() {
        return count("RAMB36E2"::equals) + count("RAMB18E2"::equals) / 2.0;
    }

    /** Multipliers. */
    long multipliers() {
        return count(type -> type.startsWith("DSP"));
    }

    /** Latches, and what yosys found no cell for. */
    long unfit() {
        return count(type -> type.startsWith("$") || type.matches("LD[CP]E"));
    }

    private long count(Predicate<String> which) {
        return counts.entrySet().stream()
                .filter(e -> which.test(e.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
