package io.tandem.rte.device;

import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules of the lowest priority, one for each port and group: packets that find no other rule in the group go to the host,
 * where they are looked up from the start. Without them the guide leaves open what becomes of such packets (action JUMP).
 * One thread at a time.
 */
final class GroupMisses {
    private final RteFlows flows;
    private final int priority;
    private final Map<Place, FlowHandle> rules = new HashMap<>();

    private record Place(int port, int group) {}

    GroupMisses(RteFlows flows, int priority) {
        this.flows = flows;
        this.priority = priority;
    }

    /** Makes the rule where it is not there; an error where it can't be made. */
    Optional<RteError> ensure(int port, int group, Set<Traffic> traffic) throws RteTransportException {
        Place place = new Place(port, group);
        if (group == 0 || rules.containsKey(place)) {
            return Optional.empty();
        }
        if (priority == 0) {
            return Optional.of(new RteError(
                    RteErrorType.ATTR_PRIORITY,
                    RteCause.NONE,
                    "it has one priority only (lowest-priority)",
                    RteError.ENOTSUP));
        }
        return switch (flows.createSingle(port, rule(port, group, traffic))) {
            case RteAnswer.Refused<FlowHandle>(RteError error) -> Optional.of(error);
            case RteAnswer.Done<FlowHandle>(FlowHandle handle) -> {
                rules.put(place, handle);
                yield Optional.empty();
            }
        };
    }

    private RteRule rule(int port, int group, Set<Traffic> traffic) {
        boolean transfer = traffic.contains(Traffic.TRANSFER);
        List<PatternItem> pattern = transfer
                ? List.of(PatternItem.of(
                        RteField.REPRESENTED_PORT_PORT, FieldValue.exact(RteField.REPRESENTED_PORT_PORT, port)))
                : List.of();
        RteAction toHost =
                transfer ? RteAction.of(RteActionType.PORT_REPRESENTOR, port) : RteAction.of(RteActionType.PASSTHRU);
        return new RteRule(group, priority, traffic, pattern, List.of(toHost));
    }

    /** No rule stands in the group or jumps there any more. */
    void end(int group) throws RteTransportException {
        for (Map.Entry<Place, FlowHandle> rule : List.copyOf(rules.entrySet())) {
            if (rule.getKey().group() == group) {
                rules.remove(rule.getKey());
                flows.destroy(rule.getKey().port(), rule.getValue());
            }
        }
    }

    /** All rules of the ports are gone. */
    void forget() {
        rules.clear();
    }
}
