package io.tandem.conformance.nicdriver;

import io.tandem.backend.OffloadResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of cases in the simulated NIC.
 *
 * @param cases each
 * @param checks a line for each check of a NIC that fails
 */
public record CasesReport(List<NicCase> cases, List<String> checks) {
    public CasesReport {
        cases = List.copyOf(cases);
        checks = List.copyOf(checks);
    }

    /** True where the NIC did all as the software datapath does it, and every check passed. */
    public boolean allEqual() {
        return cases.stream().allMatch(c -> c.faults().isEmpty())
                && checks.stream().allMatch(line -> line.startsWith("ok "));
    }

    /** Faults in full, then counts, then why flows were refused. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (NicCase one : cases) {
            if (!one.faults().isEmpty()) {
                text.append(one.wanted().toText());
                one.faults().forEach(fault -> text.append("# ").append(fault).append('\n'));
            }
        }
        checks.forEach(line -> text.append(line).append('\n'));
        text.append("%d cases, %d with flows in the NIC, %d otherwise than the software%n"
                .formatted(
                        cases.size(),
                        cases.stream().filter(c -> c.installed() > 0).count(),
                        cases.stream().filter(c -> !c.faults().isEmpty()).count()));
        text.append("%d flows in the NIC, %d refused; it decided about %d packets and gave %d to the host%n"
                .formatted(
                        cases.stream().mapToInt(NicCase::installed).sum(),
                        cases.stream().mapToInt(c -> c.refusals().size()).sum(),
                        cases.stream().mapToInt(NicCase::decided).sum(),
                        cases.stream().mapToInt(NicCase::toHost).sum()));
        long unread = cases.stream().filter(c -> !c.unread().isEmpty()).count();
        if (unread > 0) {
            text.append("%d cases whose flows were not read%n".formatted(unread));
        }
        refusals().forEach((reason, count) -> text.append("  %5d %s%n".formatted(count, reason)));
        return text.toString();
    }

    private Map<String, Long> refusals() {
        return cases.stream()
                .flatMap(c -> c.refusals().stream())
                .collect(Collectors.groupingBy(CasesReport::reason, TreeMap::new, Collectors.counting()));
    }

    /** Who refused, and why, without values. */
    private static String reason(OffloadResult.Refused refused) {
        String words = refused.refusal().driverWords().isEmpty()
                ? refused.refusal().subject()
                : refused.refusal().driverWords();
        String kind = words.replaceAll("\\(.*", "").replaceAll("\\d+", "N");
        return refused.refusal().layer() + " " + refused.refusal().code() + " "
                + (kind.length() > 100 ? kind.substring(0, 97) + "..." : kind);
    }
}
