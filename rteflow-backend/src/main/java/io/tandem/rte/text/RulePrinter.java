package io.tandem.rte.text;

import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints rules as testpmd reads them. Source: DPDK, testpmd application user guide, "Flow rules management"; the words are
 * those of 22.11. Stateless.
 */
public final class RulePrinter {
    /** The lines that make that rule on that port. */
    public static RuleText print(int port, RteRule rule) {
        StringBuilder text = new StringBuilder("flow create ").append(port);
        if (rule.group() != 0) {
            text.append(" group ").append(Integer.toUnsignedString(rule.group()));
        }
        if (rule.priority() != 0) {
            text.append(" priority ").append(Integer.toUnsignedString(rule.priority()));
        }
        for (Traffic traffic : rule.traffic()) {
            text.append(' ').append(traffic.word());
        }
        text.append(" pattern ");
        List<String> unsaid = new ArrayList<>();
        for (PatternItem item : rule.pattern()) {
            text.append(ItemText.print(item, unsaid::add)).append(" / ");
        }
        ActionPrinter actions = new ActionPrinter();
        text.append("end actions ").append(actions.print(rule.actions()));
        unsaid.addAll(actions.unsaid());
        for (String line : actions.setup()) {
            longest(line, unsaid);
        }
        longest(text.toString(), unsaid);
        return new RuleText(actions.setup(), text.toString(), unsaid);
    }

    private static void longest(String line, List<String> unsaid) {
        if (line.length() > RuleText.LONGEST_LINE) {
            unsaid.add("a line of " + line.length() + " characters (it reads " + RuleText.LONGEST_LINE + ")");
        }
    }

    private RulePrinter() {}
}
