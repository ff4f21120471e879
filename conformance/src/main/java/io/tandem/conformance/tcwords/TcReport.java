package io.tandem.conformance.tcwords;

import io.tandem.conformance.tcwords.Comparison.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How tc and Tandem compare, for people.
 *
 * @param pages the manual pages
 * @param examples all of theirs
 * @param comparisons of those that are flower filters, and of the kernel's cases
 */
public record TcReport(List<ManualPage> pages, List<FlowerExample> examples, TcComparison.Comparisons comparisons) {
    public TcReport {
        pages = List.copyOf(pages);
        examples = List.copyOf(examples);
    }

    /** True where Tandem does all that tc does, as tc does it. */
    public boolean allEqual() {
        return different(comparisons.examples()).isEmpty()
                && different(comparisons.ways()).isEmpty()
                && different(comparisons.cases()).isEmpty();
    }

    /** The differences in full, what is outside by its reason, and counts. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Comparison different : different(comparisons.examples())) {
            print(different, text);
        }
        for (Comparison different : different(comparisons.ways())) {
            print(different, text);
        }
        for (Comparison different : different(comparisons.cases())) {
            print(different, text);
        }
        text.append("examples in manual pages: ").append(pageCounts()).append('\n');
        long replaced = examples.stream()
                .filter(e -> e.isFlower() && !e.replaced().isEmpty())
                .count();
        text.append(count(examples.size(), "example"))
                .append(", of which ")
                .append(replaced)
                .append(" have another classifier, whose place flower takes\n");
        for (FlowerExample example : examples) {
            if (!example.isFlower()) {
                text.append("  outside, no action: ").append(example.printed()).append('\n');
            }
        }
        append(comparisons.examples(), text);
        text.append(count(comparisons.ways().size(), "filter"))
                .append(" of examples, each read as a megaflow, whose rule is installed in its place\n");
        append(comparisons.ways(), text);
        text.append(count(comparisons.cases().size(), "case")).append(" of the kernel\n");
        append(comparisons.cases(), text);
        return text.toString();
    }

    private String pageCounts() {
        return pages.stream()
                .map(page -> page.name() + " " + page.commands().size())
                .collect(Collectors.joining(", "));
    }

    private static void append(List<Comparison> comparisons, StringBuilder text) {
        for (Verdict verdict : Verdict.values()) {
            List<Comparison> those =
                    comparisons.stream().filter(c -> c.verdict() == verdict).toList();
            if (those.isEmpty() && verdict != Verdict.DIFFERENT) {
                continue;
            }
            text.append(String.format("  %4d %s%n", those.size(), verdict.words()));
            switch (verdict) {
                case OUTSIDE, NO_MEGAFLOW ->
                    reasons(those)
                            .forEach((reason, count) -> text.append(String.format("       %4d %s%n", count, reason)));
                case REFUSED, TC_OTHERWISE, NO_RULE, SAME_MEGAFLOW -> those.forEach(c -> print(c, text));
                case EQUAL, DIFFERENT -> {}
            }
        }
    }

    private static Map<String, Long> reasons(List<Comparison> comparisons) {
        return comparisons.stream()
                .collect(Collectors.groupingBy(Comparison::detail, TreeMap::new, Collectors.counting()));
    }

    private static List<Comparison> different(List<Comparison> comparisons) {
        return comparisons.stream()
                .filter(c -> c.verdict() == Verdict.DIFFERENT)
                .toList();
    }

    private static void print(Comparison comparison, StringBuilder text) {
        text.append(comparison.verdict().words())
                .append(": ")
                .append(comparison.name())
                .append(": ")
                .append(comparison.command())
                .append("\n    ")
                .append(comparison.detail())
                .append('\n');
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
