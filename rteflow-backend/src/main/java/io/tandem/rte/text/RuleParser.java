package io.tandem.rte.text;

import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads lines of testpmd: rules, and the {@code set} commands that rules after them look back at. A field with
 * {@code spec} and without {@code mask} is taken whole, where testpmd takes the item's default mask. Not thread-safe.
 */
public final class RuleParser {
    private static final String PROMPT = "testpmd>";

    private final ActionReader actions = new ActionReader();

    /**
     * Reads one line.
     *
     * @return the rule that it makes; empty for a {@code set} command, a comment and an empty line
     * @throws RteParseException where it is none of these
     */
    public Optional<PortRule> read(String line) throws RteParseException {
        Words words = new Words(line);
        words.take(PROMPT);
        if (words.isAtEnd()) {
            return Optional.empty();
        }
        if (words.take("set")) {
            actions.set(words);
            end(words);
            return Optional.empty();
        }
        words.require("flow");
        if (!words.take("validate")) {
            words.require("create");
        }
        int port = (int) words.number(Short.SIZE);
        PortRule rule = new PortRule(port, rule(words));
        end(words);
        return Optional.of(rule);
    }

    private RteRule rule(Words words) throws RteParseException {
        int group = 0;
        int priority = 0;
        Set<Traffic> traffic = EnumSet.noneOf(Traffic.class);
        while (!words.take("pattern")) {
            switch (words.take()) {
                case "group" -> group = (int) words.number(Integer.SIZE);
                case "priority" -> priority = (int) words.number(Integer.SIZE);
                case "ingress" -> traffic.add(Traffic.INGRESS);
                case "egress" -> traffic.add(Traffic.EGRESS);
                case "transfer" -> traffic.add(Traffic.TRANSFER);
                default -> throw words.back("group, priority, ingress, egress, transfer or pattern");
            }
        }
        List<PatternItem> pattern = ItemText.parseAll(words, "end");
        words.require("actions");
        List<RteAction> list = actions.readAll(words);
        return new RteRule(group, priority, traffic, pattern, list);
    }

    private static void end(Words words) throws RteParseException {
        if (!words.isAtEnd()) {
            throw words.expected("the end of the line");
        }
    }
}
