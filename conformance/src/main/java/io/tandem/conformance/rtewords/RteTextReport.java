package io.tandem.conformance.rtewords;

import io.tandem.conformance.rtewords.Testpmd.Answer;
import io.tandem.rte.text.RuleText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What testpmd made of rules.
 *
 * @param taken rules of which the parser took every line
 * @param driverWords what the driver said to them, and how often
 * @param unsaid rules that testpmd has not all words for, by the first of what it lacks
 * @param malformed lines that the parser did not take, with the rule that they are of
 * @param odd lines that made something else than they should: a rule without an answer, a set command with one
 */
public record RteTextReport(
        int taken,
        Map<String, Integer> driverWords,
        Map<String, Integer> unsaid,
        List<String> malformed,
        List<String> odd) {
    private static final int SHOWN = 20;

    public RteTextReport {
        driverWords = Map.copyOf(driverWords);
        unsaid = Map.copyOf(unsaid);
        malformed = List.copyOf(malformed);
        odd = List.copyOf(odd);
    }

    /** Gives testpmd the rules that it has all words for. */
    public static RteTextReport of(Path testpmd, List<RuleText> rules) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        Map<String, Integer> unsaid = new TreeMap<>();
        int whole = 0;
        for (RuleText rule : rules) {
            if (rule.isWhole()) {
                lines.addAll(rule.setup());
                lines.add(rule.command());
                whole++;
            } else {
                unsaid.merge(kind(rule.unsaid().getFirst()), 1, Integer::sum);
            }
        }
        List<Answer> answers = Testpmd.answers(testpmd, lines);
        Map<String, Integer> driverWords = new TreeMap<>();
        List<String> malformed = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean makes = line.startsWith("flow create");
            switch (answers.get(i)) {
                case Answer.Malformed(String words) -> malformed.add(words + ": " + line);
                case Answer.Silent _ -> {
                    if (makes) {
                        odd.add("no answer: " + line);
                    }
                }
                case Answer.Created _ -> driverWords.merge("taken", 1, Integer::sum);
                case Answer.Refused(String words) -> {
                    driverWords.merge(words, 1, Integer::sum);
                    if (!makes) {
                        odd.add(words + ": " + line);
                    }
                }
            }
        }
        return new RteTextReport(whole - malformed.size(), driverWords, unsaid, malformed, odd);
    }

    /** Without values, so that the same lack is counted once. */
    private static String kind(String unsaid) {
        return unsaid.replaceAll(" 0x[0-9a-f]+| \\d+| [0-9a-f:]*:[0-9a-f:]+", " N");
    }

    /** True where the parser took all that it was given. */
    public boolean good() {
        return malformed.isEmpty() && odd.isEmpty() && taken > 0;
    }

    /** For a person. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append("testpmd's parser took ").append(taken).append(" rules");
        driverWords.forEach((words, count) ->
                text.append("\n  driver, ").append(count).append(": ").append(words));
        unsaid.forEach((what, count) ->
                text.append("\n  not all words, ").append(count).append(": ").append(what));
        malformed.stream().limit(SHOWN).forEach(line -> text.append("\n  malformed: ")
                .append(line));
        odd.stream().limit(SHOWN).forEach(line -> text.append("\n  odd: ").append(line));
        text.append("\n")
                .append(malformed.size())
                .append(" lines malformed, ")
                .append(odd.size())
                .append(" odd\n");
        return text.toString();
    }
}
