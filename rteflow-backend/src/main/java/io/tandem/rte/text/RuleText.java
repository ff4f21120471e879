package io.tandem.rte.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule as lines of testpmd.
 *
 * @param setup {@code set} commands that must come first, for headers and samples that the rule names by number
 * @param command {@code flow create ...}
 * @param unsaid what testpmd has no words for; with any of it the command is another rule
 */
public record RuleText(List<String> setup, String command, List<String> unsaid) {
    /** Characters of a line that testpmd reads. Source: DPDK 22.11, lib/cmdline/cmdline_rdline.h, RDLINE_BUF_SIZE. */
    public static final int LONGEST_LINE = 511;

    public RuleText {
        setup = List.copyOf(setup);
        unsaid = List.copyOf(unsaid);
    }

    /** True where the lines can be pasted and make the rule. */
    public boolean isWhole() {
        return unsaid.isEmpty();
    }

    /** All lines; the command of a rule that testpmd cannot say whole is a comment that says so. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(setup);
        if (!isWhole()) {
            lines.add("# testpmd has no words for " + String.join(", ", unsaid) + "; without that the rule is");
        }
        lines.add(isWhole() ? command : "# " + command);
        return lines;
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
