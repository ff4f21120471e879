package io.tandem.conformance.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a profile of the NIC takes of an FPGA.
 *
 * @param profile its name
 * @param modules cells of all instances of each module, without what is inside them
 * @param instances how many there are of each
 * @param slowest picoseconds of the longest path from one register to the next within each module, as ABC estimates it
 * @param seconds of processor time that yosys took
 */
public record SynthesisReport(
        String profile,
        Map<String, Cells> modules,
        Map<String, Long> instances,
        Map<String, Long> slowest,
        long seconds) {
    private static final String ROW = "%-18s %9s %9s %9s %9s %7s %5s %5s%n";

    public SynthesisReport {
        modules = Map.copyOf(modules);
        instances = Map.copyOf(instances);
        slowest = Map.copyOf(slowest);
    }

    /** Modules of which yosys made latches, or cells that an FPGA has not; empty where the NIC can be built. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        modules.forEach((module, cells) -> {
            if (cells.unfit() > 0) {
                faults.add("%s: %s has %d cells that are latches or none of the FPGA's"
                        .formatted(profile, module, cells.unfit()));
            }
        });
        return faults;
    }

    /** A table: a line for each module, the largest first, and their sum. */
    public String toText() {
        StringBuilder text = new StringBuilder("profile %s%n".formatted(profile));
        text.append(ROW.formatted("module", "instances", "LUTs", "of memory", "registers", "RAMs", "DSPs", "ns"));
        Cells all = Cells.NONE;
        long count = 0;
        long most = 0;
        for (Map.Entry<String, Cells> module : modules.entrySet().stream()
                .sorted((one, other) -> Long.compare(size(other.getValue()), size(one.getValue())))
                .toList()) {
            long here = instances.getOrDefault(module.getKey(), 0L);
            long delay = slowest.getOrDefault(module.getKey(), 0L);
            text.append(row(module.getKey(), here, module.getValue(), delay));
            all = all.plus(module.getValue(), 1);
            count += here;
            most = Math.max(most, delay);
        }
        return text.append(row("all", count, all, most))
                .append("yosys took %d s of processor time%n".formatted(seconds))
                .toString();
    }

    private static long size(Cells cells) {
        return cells.tables() + cells.memoryTables() + cells.flipFlops();
    }

    private static String row(String name, long instances, Cells cells, long picoseconds) {
        return ROW.formatted(
                name,
                instances,
                cells.tables(),
                cells.memoryTables(),
                cells.flipFlops(),
                cells.blockRams(),
                cells.multipliers(),
                Math.round(picoseconds / 100.0) / 10.0);
    }
}
