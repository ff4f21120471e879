package io.tandem.rte.act;

import io.tandem.rte.flow.RteAction;
import java.util.List;

/**
 * A list of actions as rte_flow's.
 *
 * @param actions in order
 * @param groups those that it jumps to
 * @param unfragmented true where it must not meet fragments
 */
public record RuleActions(List<RteAction> actions, List<Integer> groups, boolean unfragmented) {
    public RuleActions {
        actions = List.copyOf(actions);
        groups = List.copyOf(groups);
    }
}
