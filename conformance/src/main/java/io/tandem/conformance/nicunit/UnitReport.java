package io.tandem.conformance.nicunit;

import java.util.List;

/**
 * What became of a module alone.
 *
 * @param module the bench's name
 * @param items that went in
 * @param compared answers that the software knows too
 * @param differences the first ones, in full
 */
public record UnitReport(String module, long items, long compared, List<String> differences) {
    /** Differences that are kept. */
    static final int MOST = 5;

    public UnitReport {
        differences = List.copyOf(differences);
    }

    /** True where the module did all as the software does it. */
    public boolean allEqual() {
        return differences.isEmpty();
    }

    /** The differences, then a line of counts. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        differences.forEach(difference -> text.append(difference).append('\n'));
        return text.append("%-10s %9d items, %9d answers compared, %s%n"
                        .formatted(module, items, compared, allEqual() ? "all equal" : "DIFFERENT"))
                .toString();
    }
}
