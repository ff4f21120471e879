package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.Outcome.Carried;
import io.tandem.conformance.datapath.Outcome.Count;
import io.tandem.conformance.tcpackets.MatrixRows.Trial;
import io.tandem.conformance.tcpackets.MatrixRows.Variant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One line for each field and each action: whether a rule of it was installed, read back by Tandem and shown by tc as it is,
 * and whether packets and counts were those of the software datapath.
 *
 * @param kernel its release
 * @param rows in the order of the flow language
 */
public record MatrixReport(String kernel, List<Row> rows) {
    private static final String YES = "yes";
    private static final String NO = "NO";
    private static final String NOT_TRIED = "-";

    public MatrixReport {
        rows = List.copyOf(rows);
    }

    /**
     * A field or an action.
     *
     * @param name as the flow language has it
     * @param installed {@code yes}, or {@code no} where it is refused
     * @param readBack {@code yes}, {@code NO}, or {@code -} where there was no rule
     * @param forwarded the same for frames that left
     * @param counters the same for what the rules counted
     * @param remarks why not; what tc has no words for; what of the field is refused
     */
    public record Row(
            String name, String installed, String readBack, String forwarded, String counters, List<String> remarks) {
        public Row {
            remarks = List.copyOf(remarks);
        }

        /** True where something is otherwise than it should be. */
        public boolean isWrong() {
            return List.of(readBack, forwarded, counters).contains(NO);
        }
    }

    /**
     * Compares.
     *
     * @param untried fields that nothing was tried of, and why
     */
    static MatrixReport of(
            String kernel,
            List<Trial> trials,
            List<MatrixAnswer> answers,
            List<Outcome> software,
            Map<String, String> untried) {
        Map<String, Map<Variant, Integer>> byRow = new LinkedHashMap<>();
        for (int i = 0; i < trials.size(); i++) {
            byRow.computeIfAbsent(trials.get(i).row(), r -> new EnumMap<>(Variant.class))
                    .put(trials.get(i).variant(), i);
        }
        List<Row> rows = new ArrayList<>();
        byRow.forEach((name, variants) -> rows.add(row(name, variants, trials, answers, software)));
        untried.forEach((name, why) -> rows.add(new Row(name, "no", NOT_TRIED, NOT_TRIED, NOT_TRIED, List.of(why))));
        return new MatrixReport(kernel, rows);
    }

    private static Row row(
            String name,
            Map<Variant, Integer> variants,
            List<Trial> trials,
            List<MatrixAnswer> answers,
            List<Outcome> software) {
        boolean installed = false;
        boolean readBack = true;
        boolean forwarded = true;
        boolean counters = true;
        Map<String, List<String>> remarks = new LinkedHashMap<>();
        for (Map.Entry<Variant, Integer> variant : variants.entrySet()) {
            MatrixAnswer answer = answers.get(variant.getValue());
            Consumer<String> remark = text -> remarks.computeIfAbsent(text, t -> new ArrayList<>())
                    .add(variant.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            if (!answer.refusal().isEmpty()) {
                remark.accept(answer.refusal());
                continue;
            }
            installed = true;
            boolean wordless = answer.shown().startsWith(ShownRules.NO_WORDS);
            if (!answer.readBack().isEmpty() || !answer.shown().isEmpty() && !wordless) {
                readBack = false;
            }
            if (!answer.readBack().isEmpty()) {
                remark.accept(answer.readBack());
            }
            if (!answer.shown().isEmpty()) {
                remark.accept(answer.shown());
            }
            Trial trial = trials.get(variant.getValue());
            Outcome expected = software.get(variant.getValue());
            if (!(expected instanceof Carried(var sent, var counts))) {
                remark.accept("not in software: " + expected);
                forwarded = false;
                continue;
            }
            Carried found = (Carried) answer.outcome();
            if (!OuterHeader.without(found.sent(), name).equals(OuterHeader.without(sent, name))) {
                forwarded = false;
                remark.accept("sent " + found.sent() + ", software " + sent);
            }
            List<Count> wanted = counts.subList(trial.software().size(), counts.size());
            if (!found.counts().equals(wanted)) {
                counters = false;
                remark.accept("counted " + found.counts() + ", software " + wanted);
            }
            boolean missed = variant.getKey().name().endsWith(MatrixRows.MISSED);
            if (missed == (wanted.getLast().packets() != 0)) {
                forwarded = false;
                remark.accept("the flow " + (missed ? "matches" : "does not match") + " in software");
            }
        }
        return new Row(
                name,
                installed ? YES : "no",
                installed ? word(readBack) : NOT_TRIED,
                installed ? word(forwarded) : NOT_TRIED,
                installed ? word(counters) : NOT_TRIED,
                remarks.entrySet().stream()
                        .map(remark -> remark(remark.getKey(), remark.getValue(), variants.size()))
                        .toList());
    }

    /** What is so of all flows of a row is the row's. */
    private static String remark(String text, List<String> which, int all) {
        return which.size() == all ? text : String.join(", ", which) + ": " + text;
    }

    private static String word(boolean right) {
        return right ? YES : NO;
    }

    /** True where all that is installed is as it should be. */
    public boolean allRight() {
        return rows.stream().noneMatch(Row::isWrong);
    }

    /** The table. */
    public String toText() {
        StringBuilder text = new StringBuilder(1 << 14);
        text.append("%-24s %-9s %-9s %-9s %-9s%n"
                .formatted("field or action", "installed", "read back", "forwarded", "counters"));
        for (Row row : rows) {
            text.append("%-24s %-9s %-9s %-9s %-9s %s%n"
                    .formatted(
                            row.name(),
                            row.installed(),
                            row.readBack(),
                            row.forwarded(),
                            row.counters(),
                            String.join("; ", row.remarks()))
                    .replaceAll(" +\n", "\n"));
        }
        long installed =
                rows.stream().filter(row -> row.installed().equals(YES)).count();
        return text.append("kernel %s: %d rows, %d installed, %d wrong%n"
                        .formatted(
                                kernel,
                                rows.size(),
                                installed,
                                rows.stream().filter(Row::isWrong).count()))
                .toString();
    }
}
