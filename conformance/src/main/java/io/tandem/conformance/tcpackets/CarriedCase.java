package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.OutcomeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What came of a case in TC.
 *
 * @param outcome refused where the kernel took a rule not
 * @param missed numbers of the packets that no rule counted, which went up the host
 */
record CarriedCase(Outcome outcome, Set<Integer> missed) {
    private static final String MISSED = "missed ";
    private static final String END = "end";

    CarriedCase {
        missed = Set.copyOf(missed);
    }

    /** As lines: those of {@link OutcomeText}, and {@code missed NUMBER} before them. */
    String print() {
        StringBuilder text = new StringBuilder();
        new TreeSet<>(missed).forEach(i -> text.append(MISSED).append(i).append('\n'));
        return text.append(OutcomeText.print(outcome)).toString();
    }

    /** The outcomes of a text that was printed so. */
    static List<CarriedCase> read(String text) {
        List<CarriedCase> outcomes = new ArrayList<>();
        Set<Integer> missed = new TreeSet<>();
        StringBuilder rest = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith(MISSED)) {
                missed.add(Integer.parseInt(line.substring(MISSED.length())));
                continue;
            }
            rest.append(line).append('\n');
            if (line.equals(END)) {
                outcomes.add(new CarriedCase(OutcomeText.read(rest.toString()).getFirst(), missed));
                missed.clear();
                rest.setLength(0);
            }
        }
        return outcomes;
    }
}
