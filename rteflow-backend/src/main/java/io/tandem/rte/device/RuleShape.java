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
 * @param group where it stands
 * @param traffic what it is about
 * @param items items with masks of fields, and which of these are ranges
 * @param actions kinds of actions, those of samples behind theirs
 */
record RuleShape(int group, Set<Traffic> traffic, List<ItemShape> items, List<ActionShape> actions) {
    record ItemShape(RteItem item, Map<RteField, Bytes> masks, Set<RteField> ranges) {}

    /**
     * An action without its values.
     *
     * @param about what of its configuration a driver takes for part of the kind: a port, a meter, a group, a field, a
     *     hash, which headers; of others nothing
     */
    record ActionShape(RteActionType type, List<Object> about) {}

    static RuleShape of(RteRule rule) {
        List<ActionShape> actions = new ArrayList<>();
        shapes(rule.actions(), actions);
        return new RuleShape(
                rule.group(),
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

    private static void shapes(List<RteAction> actions, List<ActionShape> shapes) {
        for (RteAction action : actions) {
            shapes.add(new ActionShape(action.type(), about(action)));
            if (action instanceof RteAction.Sample sample) {
                shapes(sample.actions(), shapes);
            }
        }
    }

    private static List<Object> about(RteAction action) {
        return switch (action) {
            case RteAction.Valued valued ->
                switch (valued.which()) {
                    case PORT_ID, PORT_REPRESENTOR, REPRESENTED_PORT, METER, JUMP, QUEUE -> List.of(valued.value());
                    default -> List.of();
                };
            case RteAction.ModifyField modify ->
                List.of(modify.operation(), field(modify.destination()), field(modify.source()));
            case RteAction.Rss rss -> List.of(rss.function(), rss.level(), rss.types());
            case RteAction.RawEncap(Bytes header) -> RawHeaders.kinds(header);
            case RteAction.RawDecap(Bytes header) -> RawHeaders.kinds(header);
            case RteAction.Plain _,
                    RteAction.VxlanEncap _,
                    RteAction.Sample _,
                    RteAction.Conntrack _,
                    RteAction.Indirect _ -> List.of();
        };
    }

    private static List<Object> field(RteAction.ModifyField.Source source) {
        return switch (source) {
            case RteAction.ModifyField.FieldRange range -> List.of(range.field(), range.level());
            case RteAction.ModifyField.Immediate _ -> List.of();
        };
    }
}
