package io.tandem.rte.flow;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An rte_flow rule. Source: DPDK, struct rte_flow_attr, rte_flow_item and rte_flow_action.
 *
 * @param group the table that it stands in, unsigned; packets begin in 0
 * @param priority 0 is the highest, unsigned
 * @param traffic what it is about
 * @param pattern what a packet must be, without the item END
 * @param actions what is done with it, without the action END
 */
public record RteRule(
        int group, int priority, Set<Traffic> traffic, List<PatternItem> pattern, List<RteAction> actions) {
    /** Items, or actions with those of samples, that a rule is let have: more than any device takes. */
    public static final int MOST = 255;

    public RteRule {
        EnumSet<Traffic> copy = EnumSet.noneOf(Traffic.class);
        copy.addAll(traffic);
        traffic = Collections.unmodifiableSet(copy);
        pattern = List.copyOf(pattern);
        actions = List.copyOf(actions);
    }

    /** The same rule with other actions. */
    public RteRule withActions(List<RteAction> other) {
        return new RteRule(group, priority, traffic, pattern, other);
    }

    /** The same rule at another priority. */
    public RteRule withPriority(int other) {
        return new RteRule(group, other, traffic, pattern, actions);
    }
}
