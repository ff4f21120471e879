package io.tandem.rte.device;

import io.tandem.backend.Refusal;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Rules of the lowest priority, one for each port and group: packets that find no other rule in the group go to the host.
 * Without them the guide leaves open what becomes of such packets (action JUMP). Where rules count, these mark the packets
 * with the group's place, for software to go on there: the rules that led to it have counted them. One thread at a time.
 */
final class GroupMisses {
    private static final String LOST = "packets that find no rule in the group would be lost, as ";
    private static final String TWICE = "packets that find no rule in the group would be counted twice, as ";
    private static final String ACCEPT = "; with miss-marks false they are";

    private final RteFlows flows;
    private final int priority;
    private final Optional<GroupMarks> marks;
    private final Map<Place, FlowHandle> rules = new HashMap<>();
    /** What drivers said of such rules at their ports that they will say again. */
    private final Map<Integer, String> hopeless = new HashMap<>();

    private record Place(int port, int group) {}

    /**
     * Without any rule.
     *
     * @param priority the driver's lowest, 0 where it has one
     * @param marks of the packets; empty where they go to the host without
     */
    GroupMisses(RteFlows flows, int priority, Optional<GroupMarks> marks) {
        this.flows = flows;
        this.priority = priority;
        this.marks = marks;
    }

    /** Makes the rule where it is not there; why packets can't be jumped to the group where it can't be made. */
    Optional<Refusal> ensure(int port, int group, Set<Traffic> traffic) throws RteTransportException {
        Place place = new Place(port, group);
        if (group == 0 || rules.containsKey(place)) {
            return Optional.empty();
        }
        if (priority == 0) {
            return refused(group, LOST + "the driver has one priority only (lowest-priority)");
        }
        OptionalInt mark = OptionalInt.empty();
        if (marks.isPresent()) {
            if (flows.queues(port) == 0) {
                return refused(
                        group,
                        TWICE + "no receive queue of the port here has packets come up with their marks" + ACCEPT);
            }
            mark = marks.get().of(group);
            if (mark.isEmpty()) {
                return refused(group, TWICE + "all marks for such groups are given out" + ACCEPT);
            }
        }
        String known = hopeless.get(port);
        if (known != null) {
            return refused(group, known);
        }
        switch (flows.createSingle(port, rule(port, group, traffic, mark))) {
            case RteAnswer.Refused<FlowHandle>(RteError error) -> {
                String sentence = (mark.isEmpty() ? LOST : TWICE)
                        + "the driver takes no rule that "
                        + (mark.isEmpty() ? "brings them to the host" : "marks them and brings them to the host")
                        + ": " + error.message()
                        + (mark.isEmpty() ? "" : ACCEPT);
                if (error.lasting()) {
                    hopeless.put(port, sentence);
                }
                return refused(group, sentence);
            }
            case RteAnswer.Done<FlowHandle>(FlowHandle handle) -> {
                rules.put(place, handle);
                return Optional.empty();
            }
        }
    }

    private static Optional<Refusal> refused(int group, String sentence) {
        return Optional.of(Refusal.translate(Refusal.Code.CHAIN_PARENT, "group " + group, sentence));
    }

    private RteRule rule(int port, int group, Set<Traffic> traffic, OptionalInt mark) {
        boolean transfer = traffic.contains(Traffic.TRANSFER);
        List<PatternItem> pattern = transfer
                ? List.of(PatternItem.of(
                        RteField.REPRESENTED_PORT_PORT, FieldValue.exact(RteField.REPRESENTED_PORT_PORT, port)))
                : List.of();
        List<RteAction> actions = new ArrayList<>();
        mark.ifPresent(id -> actions.add(RteAction.of(RteActionType.MARK, id)));
        actions.add(
                transfer ? RteAction.of(RteActionType.PORT_REPRESENTOR, port) : RteAction.of(RteActionType.PASSTHRU));
        return new RteRule(group, priority, traffic, pattern, actions);
    }

    /** No rule stands in the group or jumps there any more. */
    void end(int group) throws RteTransportException {
        for (Map.Entry<Place, FlowHandle> rule : List.copyOf(rules.entrySet())) {
            if (rule.getKey().group() == group) {
                rules.remove(rule.getKey());
                flows.destroy(rule.getKey().port(), rule.getValue());
            }
        }
        marks.ifPresent(all -> all.end(group));
    }

    /** All rules of the ports are gone. */
    void forget() {
        rules.clear();
        marks.ifPresent(GroupMarks::forget);
    }
}
