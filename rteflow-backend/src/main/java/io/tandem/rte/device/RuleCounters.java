package io.tandem.rte.device;

import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Counters that outlast their rules, so that the last packet of a rule is counted too: a rule's own counter goes with it,
 * and what it counts after it was read for the last time is never known. Where a port's driver has none, rules have their own;
 * so have those that are made by templates. One thread at a time.
 */
final class RuleCounters {
    private final RteFlows flows;
    private final boolean wanted;
    private final Set<Integer> without = new HashSet<>();
    private int next = 1;

    /** @param wanted false where all rules have their own */
    RuleCounters(RteFlows flows, boolean wanted) {
        this.flows = flows;
        this.wanted = wanted;
    }

    /** Makes a counter for a rule; empty where it has its own, or counts nothing. */
    OptionalInt add(int port, RteRule rule) throws RteTransportException {
        boolean counts = rule.actions().stream().anyMatch(action -> action.type() == RteActionType.COUNT);
        if (!wanted || !counts || without.contains(port) || flows.together(port) > 1) {
            return OptionalInt.empty();
        }
        int id = next++;
        if (flows.addCounter(port, id, rule.traffic()) instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error)) {
            boolean later =
                    switch (error.errno()) {
                        case RteError.ENOSPC, RteError.ENOMEM, RteError.EAGAIN, RteError.EBUSY -> true;
                        default -> false;
                    };
            if (!later) {
                without.add(port);
            }
            return OptionalInt.empty();
        }
        return OptionalInt.of(id);
    }

    /** The rule with that counter in the place of its own. */
    static RteRule with(RteRule rule, int counter) {
        List<RteAction> actions = new ArrayList<>(rule.actions());
        actions.replaceAll(action -> action.type() == RteActionType.COUNT ? new RteAction.Indirect(counter) : action);
        return rule.withActions(actions);
    }

    /**
     * No rule names the counter any more.
     *
     * @throws RteTransportException where the driver keeps it: a rule names it still, or the driver is out of step
     */
    void remove(int port, int counter) throws RteTransportException {
        if (flows.removeCounter(port, counter) instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error)
                && !error.gone()) {
            throw new RteTransportException(
                    "port " + port + " keeps counter " + counter + " of a rule that ended: " + error.message());
        }
    }

    /** A rule that was refused with such a counter is there with its own: the port's rules can't name one. */
    void useOwn(int port) {
        without.add(port);
    }
}
