package io.tandem.tc.act;

import io.tandem.tc.filter.TcAction;
import java.util.List;

/**
 * A megaflow's actions as tc does them.
 *
 * @param actions in order
 * @param chains the chains that they go to
 * @param unfragmented true where the rule must not match fragments: csum computes a transport checksum over a whole
 *     packet only
 */
public record RuleActions(List<TcAction> actions, List<Integer> chains, boolean unfragmented) {
    public RuleActions {
        actions = List.copyOf(actions);
        chains = List.copyOf(chains);
    }
}
