package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.Comparison.Verdict;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.conformance.datapath.Outcome.Refused;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What all comparisons of a run say together. */
public record DatapathReport(List<Comparison> comparisons) {
    public DatapathReport {
        comparisons = List.copyOf(comparisons);
    }

    /**
     * Puts the outcomes of the sides together.
     *
     * @param references by datapath, an outcome for each of the cases that name it, in their order
     */
    public static DatapathReport of(
            List<DatapathCase> cases, List<Outcome> tandem, Map<Reference, List<Outcome>> references) {
        Map<Reference, Integer> next = new EnumMap<>(Reference.class);
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Map<Reference, Outcome> theirs = new EnumMap<>(Reference.class);
            for (Map.Entry<Reference, List<Outcome>> reference : references.entrySet()) {
                if (cases.get(i).references().contains(reference.getKey())) {
                    int at = next.merge(reference.getKey(), 1, Integer::sum) - 1;
                    theirs.put(reference.getKey(), reference.getValue().get(at));
                }
            }
            if (!theirs.isEmpty()) {
                comparisons.add(new Comparison(cases.get(i), tandem.get(i), theirs));
            }
        }
        return new DatapathReport(comparisons);
    }

    /** The comparisons of one verdict. */
    public List<Comparison> of(Verdict verdict) {
        return comparisons.stream().filter(c -> c.verdict() == verdict).toList();
    }

    /** True where each case is carried out as each reference does it, but for known disputes among them. */
    public boolean allEqual() {
        return of(Verdict.DIFFERENT).isEmpty() && of(Verdict.REFUSED).isEmpty();
    }

    /** Each difference in full, then what was refused, what the references dispute, and how many there are of each. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        of(Verdict.DIFFERENT).forEach(c -> text.append(DifferenceText.of(c)).append('\n'));
        Map<String, List<String>> refused = of(Verdict.REFUSED).stream()
                .collect(Collectors.groupingBy(
                        DatapathReport::reason,
                        TreeMap::new,
                        Collectors.mapping(c -> c.wanted().name(), Collectors.toList())));
        refused.forEach((reason, names) ->
                text.append("refused by Tandem, %s: %s%n".formatted(reason, String.join(" ", names))));
        for (Comparison c : comparisons) {
            c.references().forEach((reference, outcome) -> {
                if (outcome instanceof Refused(String words)) {
                    text.append("refused by %s, %s: %s%n"
                            .formatted(
                                    reference.name().toLowerCase(Locale.ROOT),
                                    c.wanted().name(),
                                    words));
                }
            });
        }
        disputed()
                .forEach((dispute, names) ->
                        text.append("references differ, %s: %s%n".formatted(dispute, String.join(" ", names))));
        text.append("%d cases: %d equal, %d disputed, %d different, %d refused by Tandem%n"
                .formatted(
                        comparisons.size(),
                        of(Verdict.EQUAL).size(),
                        of(Verdict.DISPUTED).size(),
                        of(Verdict.DIFFERENT).size(),
                        of(Verdict.REFUSED).size()));
        return text.toString();
    }

    /** Each case that the references carry out differently, in full. */
    public String disputes() {
        StringBuilder text = new StringBuilder();
        comparisons.stream().filter(Comparison::disputed).forEach(c -> text.append(DifferenceText.of(c))
                .append('\n'));
        return text.toString();
    }

    private static String reason(Comparison comparison) {
        return comparison.tandem() instanceof Refused(String reason) ? reason : "";
    }

    /** The names of the cases that are disputed, by what is. */
    private Map<String, List<String>> disputed() {
        return of(Verdict.DISPUTED).stream()
                .collect(Collectors.groupingBy(
                        c -> c.disputes().stream()
                                .map(d -> "%s (as %s)"
                                        .formatted(
                                                d.name().toLowerCase(Locale.ROOT),
                                                d.followed().name().toLowerCase(Locale.ROOT)))
                                .collect(Collectors.joining(" or ")),
                        TreeMap::new,
                        Collectors.mapping(c -> c.wanted().name(), Collectors.toList())));
    }
}
