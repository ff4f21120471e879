package io.tandem.rte.template;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What rules of one table have in common: all but the values in the pattern, and the numbers of actions that have one.
 *
 * @param items with masks of their fields; those with a range as they are
 * @param actions kinds of those that have nothing or a number; others as they are
 */
record RuleKind(int group, int priority, Set<Traffic> traffic, List<Object> items, List<Object> actions) {
    private record Masks(RteItem item, Map<RteField, Bytes> masks) {}

    static RuleKind of(RteRule rule) {
        return new RuleKind(
                rule.group(),
                rule.priority(),
                rule.traffic(),
                rule.pattern().stream().map(RuleKind::of).toList(),
                rule.actions().stream().map(RuleKind::of).toList());
    }

    private static Object of(PatternItem item) {
        if (item.hasLast()) {
            return item;
        }
        Map<RteField, Bytes> masks = new TreeMap<>();
        item.fields().forEach((field, value) -> masks.put(field, value.mask()));
        // an option's data is as long as its length says, which is a value
        item.value(RteField.GENEVE_OPT_LENGTH)
                .ifPresent(length -> masks.put(RteField.GENEVE_OPT_LENGTH, length.spec()));
        return new Masks(item.item(), masks);
    }

    private static Object of(RteAction action) {
        return switch (action) {
            case RteAction.Plain _, RteAction.Valued _ -> action.type();
            case RteAction.Rss _,
                    RteAction.VxlanEncap _,
                    RteAction.RawEncap _,
                    RteAction.RawDecap _,
                    RteAction.ModifyField _,
                    RteAction.Sample _,
                    RteAction.Conntrack _,
                    RteAction.Indirect _ -> action;
        };
    }
}
