package io.tandem.rte.device;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A rule without its values: what drivers judge as they refuse a kind of rules.
 *
 * @param root true in group 0
 * @param traffic what it is about
 * @param items items with masks of fields, and which of these are ranges
 * @param actions kinds of actions, those of samples behind theirs
 */
record RuleShape(boolean root, Set<Traffic> traffic, List<ItemShape> items, List<RteActionType> actions) {
    record ItemShape(RteItem item, Map<RteField, Bytes> masks, Set<RteField> ranges) {}

    static RuleShape of(RteRule rule) {
        List<RteActionType> actions = new ArrayList<>();
        types(rule.actions(), actions);
        return new RuleShape(
                rule.group() == 0,
                rule.traffic(),
                rule.pattern().stream().map(RuleShape::of).toList(),
                List.copyOf(actions));
    }

    private static ItemShape of(PatternItem item) {
        Map<RteField, Bytes> masks = new TreeMap<>();
        Set<RteField> ranges = new TreeSet<>();
        item.fields().forEach((field, value) -> {
            masks.put(field, value.mask());
            if (value.last().isPresent()) {
                ranges.add(field);
            }
        });
        return new ItemShape(item.item(), masks, ranges);
    }

    private static void types(List<RteAction> actions, List<RteActionType> types) {
        for (RteAction action : actions) {
            types.add(action.type());
            if (action instanceof RteAction.Sample sample) {
                types(sample.actions(), types);
            }
        }
    }
}
