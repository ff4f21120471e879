package io.tandem.conformance.nic;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of sets of rules in the simulated NIC.
 *
 * @param sets of rules, carried out before the first difference
 * @param installed rules that the NIC held
 * @param decided packets that it decided about
 * @param copies frames that it sent
 * @param toHost packets that it gave to the host
 * @param carried packets by the kinds of actions that were carried out on them
 * @param refusals why it held no other rules, and how often
 * @param repaired entries of its tables that had a parity error and were stored anew
 * @param cycles clocks of the NIC
 * @param nanos of wall time, all in all
 * @param latencies clocks that packets took
 * @param difference the smallest set of rules and packets that shows the first difference; empty where there was none
 */
public record NicReport(
        int sets,
        long installed,
        long decided,
        long copies,
        long toHost,
        Map<String, Long> carried,
        Map<String, Long> refusals,
        long repaired,
        long cycles,
        long nanos,
        Latencies latencies,
        Optional<Counterexample> difference) {
    public NicReport {
        carried = Map.copyOf(carried);
        refusals = Map.copyOf(refusals);
    }

    /** True where the NIC did all as the software datapath does it. */
    public boolean allEqual() {
        return difference.isEmpty();
    }

    /** The difference in full, then counts, then why rules were refused. */
    public String toText() {
        StringBuilder text =
                new StringBuilder(difference.map(Counterexample::toText).orElse(""));
        text.append("%d sets of rules, %d rules in the NIC, %d refused%n"
                .formatted(
                        sets,
                        installed,
                        refusals.values().stream().mapToLong(Long::longValue).sum()));
        text.append("%d packets decided by it, as %d frames, %d given to the host; %d cycles, %.1f s%n"
                .formatted(decided, copies, toHost, cycles, nanos / 1e9));
        if (repaired > 0) {
            text.append("%d entries of its tables had a parity error and were stored anew%n".formatted(repaired));
        }
        latencies
                .summaries()
                .forEach((lookups, clocks) -> text.append(
                        "clocks from the first beat in until the last one out with %d %s: min %d, median %d, max %d of %d packets%n"
                                .formatted(
                                        lookups,
                                        lookups == 1 ? "lookup" : "lookups",
                                        clocks.min(),
                                        clocks.median(),
                                        clocks.max(),
                                        clocks.packets())));
        text.append("packets by what was done to them:%n%s".formatted(lines(carried)));
        text.append("rules by why they were refused:%n%s".formatted(lines(refusals)));
        return text.toString();
    }

    private static String lines(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> "  %8d %s%n".formatted(e.getValue(), e.getKey()))
                .collect(Collectors.joining());
    }
}
