package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.OutcomeText;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a trial on the device.
 *
 * @param refusal why a flow is no rule; empty where each is one
 * @param readBack how a rule is read back otherwise; empty where it is not
 * @param shown how tc shows a rule otherwise than its own; empty where it does not
 * @param outcome frames that left, and what each rule counted
 */
record MatrixAnswer(String refusal, String readBack, String shown, Outcome outcome) {
    private static final String REFUSAL = "rule ";
    private static final String READ_BACK = "read ";
    private static final String SHOWN = "shown ";
    private static final String END = "end";

    String print() {
        return REFUSAL
                + oneLine(refusal)
                + '\n'
                + READ_BACK
                + oneLine(readBack)
                + '\n'
                + SHOWN
                + oneLine(shown)
                + '\n'
                + OutcomeText.print(outcome);
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').strip();
    }

    /** The answers of a text that was printed so. */
    static List<MatrixAnswer> read(String text) {
        List<MatrixAnswer> answers = new ArrayList<>();
        List<String> head = new ArrayList<>();
        StringBuilder outcome = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (head.size() < 3) {
                head.add(line);
                continue;
            }
            outcome.append(line).append('\n');
            if (line.equals(END)) {
                answers.add(new MatrixAnswer(
                        head.get(0).substring(REFUSAL.length()),
                        head.get(1).substring(READ_BACK.length()),
                        head.get(2).substring(SHOWN.length()),
                        OutcomeText.read(outcome.toString()).getFirst()));
                head.clear();
                outcome.setLength(0);
            }
        }
        return answers;
    }
}
