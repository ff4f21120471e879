package io.tandem.conformance.ovs;

import io.tandem.conformance.verdict.CaseFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A flow as {@code ovs-dpctl add-flow} takes it.
 *
 * @param key with masks; no blanks
 * @param actions to the end of the line
 */
public record FlowText(String key, String actions) {
    public FlowText {
        if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("not a key: `" + key + "`");
        }
        if (actions.isBlank() || actions.chars().anyMatch(c -> c == '\t' || c == '\n')) {
            throw new IllegalArgumentException("not actions: `" + actions + "`");
        }
    }

    /** Reads a file of {@code KEY TAB ACTIONS}; lines that start with {@code #}, and empty ones, are comments. */
    public static List<FlowText> read(String file, String text) throws CaseFileException {
        List<FlowText> flows = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split("\t", -1);
            if (columns.length != 2) {
                throw new CaseFileException(file, number, "expected KEY and ACTIONS with a tab between them");
            }
            try {
                flows.add(new FlowText(columns[0], columns[1]));
            } catch (IllegalArgumentException e) {
                throw new CaseFileException(file, number, String.valueOf(e.getMessage()));
            }
        }
        return flows;
    }

    /** Flows as such a file. */
    static String print(List<FlowText> flows) {
        return flows.stream().map(f -> f.key + '\t' + f.actions + '\n').collect(Collectors.joining());
    }
}
