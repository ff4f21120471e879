package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.Outcome.Carried;
import io.tandem.conformance.datapath.Outcome.Count;
import io.tandem.conformance.datapath.Outcome.Refused;
import io.tandem.flow.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Outcomes as lines: {@code refused WORDS}, or {@code sent PORT HEX} and {@code count PACKETS BYTES} in order; then
 * {@code end}.
 */
public final class OutcomeText {
    private OutcomeText() {}

    /** The lines of one outcome. */
    public static String print(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        switch (outcome) {
            case Refused(String reason) ->
                text.append("refused ").append(reason.replace('\n', ' ')).append('\n');
            case Carried(Map<Integer, List<Bytes>> sent, List<Count> counts) -> {
                sent.forEach((port, frames) -> frames.forEach(frame -> text.append("sent ")
                        .append(port)
                        .append(' ')
                        .append(frame)
                        .append('\n')));
                counts.forEach(c -> text.append("count ")
                        .append(c.packets())
                        .append(' ')
                        .append(c.bytes())
                        .append('\n'));
            }
        }
        return text.append("end\n").toString();
    }

    /** The outcomes of a text that was printed so. */
    public static List<Outcome> read(String text) {
        List<Outcome> outcomes = new ArrayList<>();
        Outcome.Builder next = new Outcome.Builder();
        String refusal = "";
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "refused" -> refusal = line.substring(words[0].length() + 1);
                case "sent" ->
                    next.sent(Integer.parseInt(words[1]), HexFormat.of().parseHex(words[2]));
                case "count" -> next.counted(Long.parseLong(words[1]), Long.parseLong(words[2]));
                case "end" -> {
                    outcomes.add(refusal.isEmpty() ? next.build() : new Refused(refusal));
                    next = new Outcome.Builder();
                    refusal = "";
                }
                default -> throw new IllegalArgumentException("no line of an outcome: " + line);
            }
        }
        return outcomes;
    }
}
