package io.tandem.rte.device;

import io.tandem.backend.MissPlace;
import io.tandem.backend.Refusal;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.GroupPlace;
import io.tandem.rte.track.ConnectionTag;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.transport.FlowHandle;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Rules of the lowest priority, one for each port and group, or zone of packets' connections there: packets that find no other rule in the group go to the host.
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
    private final GroupNumbers groups;
    private final Map<Miss, FlowHandle> rules = new HashMap<>();
    /** What drivers said of such rules at their ports that they will say again. */
    private final Map<Integer, String> hopeless = new HashMap<>();

    private record Miss(int port, int group, MissPlace place) {}

    /**
     * Without any rule.
     *
     * @param priority the driver's lowest, 0 where it has one
     * @param groups what groups stand for
     * @param marks of the packets; empty where they go to the host without
     */
    GroupMisses(RteFlows flows, int priority, GroupNumbers groups, Optional<GroupMarks> marks) {
        this.flows = flows;
        this.groups = groups;
        this.priority = priority;
        this.marks = marks;
    }

    /** Makes what a rule needs and is not there; why packets can't be jumped to a group where it can't be made. */
    Optional<Refusal> ensure(RteTranslation made) throws RteTransportException {
        Set<Integer> places = new HashSet<>(made.jumpsTo());
        places.add(made.rule().group());
        for (int group : places) {
            Optional<MissPlace> place = placeOf(group, made.rule().group());
            if (place.isPresent()) {
                Miss miss = new Miss(made.ethdev(), group, place.get());
                Optional<Refusal> refusal = ensure(miss, made.rule().traffic());
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
        }
        return Optional.empty();
    }

    /** Where packets are that find nothing in a group; empty where others than this rule's answer for that. */
    private Optional<MissPlace> placeOf(int group, int from) {
        return switch (groups.placeOf(group)) {
            case GroupPlace.Recirculated(int id, OptionalInt tunnel) -> Optional.of(new MissPlace(id, tunnel));
            case GroupPlace.BeforeLookup(int zone, int id) -> Optional.of(MissPlace.lookUp(zone, id));
            case GroupPlace.OfConnection(int id) ->
                groups.placeOf(from) instanceof GroupPlace.BeforeLookup lookup
                        ? Optional.of(MissPlace.lookUp(lookup.zone(), id))
                        : Optional.empty();
        };
    }

    private Optional<Refusal> ensure(Miss miss, Set<Traffic> traffic) throws RteTransportException {
        int port = miss.port();
        int group = miss.group();
        if (group == 0 || rules.containsKey(miss)) {
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
            mark = marks.get().of(group, miss.place());
            if (mark.isEmpty()) {
                return refused(group, TWICE + "all marks for such groups are given out" + ACCEPT);
            }
        }
        String known = hopeless.get(port);
        if (known != null) {
            return refused(group, known);
        }
        switch (flows.createSingle(port, rule(miss, traffic, mark))) {
            case RteAnswer.Refused<FlowHandle>(RteError error) -> {
                String sentence = (mark.isEmpty() ? LOST : TWICE)
                        + "the driver takes no rule that "
                        + (mark.isEmpty() ? "brings them to the host" : "marks them and brings them to the host")
                        + ": " + error.message()
                        + (mark.isEmpty() ? "" : ACCEPT);
                if (error.lasting() || error.doubtful()) {
                    hopeless.put(port, sentence);
                }
                return refused(group, sentence);
            }
            case RteAnswer.Done<FlowHandle>(FlowHandle handle) -> {
                rules.put(miss, handle);
                return Optional.empty();
            }
        }
    }

    private static Optional<Refusal> refused(int group, String sentence) {
        return Optional.of(Refusal.translate(Refusal.Code.CHAIN_PARENT, "group " + group, sentence));
    }

    private RteRule rule(Miss miss, Set<Traffic> traffic, OptionalInt mark) {
        int port = miss.port();
        boolean transfer = traffic.contains(Traffic.TRANSFER);
        List<PatternItem> pattern = new ArrayList<>();
        if (transfer) {
            pattern.add(PatternItem.of(
                    RteField.REPRESENTED_PORT_PORT, FieldValue.exact(RteField.REPRESENTED_PORT_PORT, port)));
        }
        if (groups.placeOf(miss.group()) instanceof GroupPlace.OfConnection) {
            pattern.add(ConnectionTag.ofZone(miss.place().zone().orElseThrow()));
        }
        List<RteAction> actions = new ArrayList<>();
        mark.ifPresent(id -> actions.add(RteAction.of(RteActionType.MARK, id)));
        actions.add(
                transfer ? RteAction.of(RteActionType.PORT_REPRESENTOR, port) : RteAction.of(RteActionType.PASSTHRU));
        return new RteRule(miss.group(), priority, traffic, pattern, actions);
    }

    /**
     * No rule stands in the groups or jumps there any more: they are free again.
     *
     * @throws RteTransportException where a rule stays, whose group and mark are not to be another's
     */
    void release(Collection<Integer> unused) throws RteTransportException {
        for (int group : unused) {
            end(group);
            groups.release(group);
        }
    }

    private void end(int group) throws RteTransportException {
        for (Map.Entry<Miss, FlowHandle> rule : List.copyOf(rules.entrySet())) {
            if (rule.getKey().group() == group) {
                rules.remove(rule.getKey());
                int port = rule.getKey().port();
                if (flows.destroy(port, rule.getValue()) instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error)
                        && !error.gone()) {
                    throw new RteTransportException(
                            "port " + port + " keeps the rule for packets that find no other in group " + group
                                    + ", which then can't be used for others: " + error.message());
                }
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
