package io.tandem.rte.device;

import io.tandem.backend.TrackedConnection;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.host.GroupPlace;
import io.tandem.rte.translate.ConnectionTranslator;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules for flows, of either kind.
 *
 * @param translator makes them
 * @param connections makes those of connections
 * @param ports have the queues that marked packets come to
 * @param countless true where the driver counts nothing, and its rules must
 * @param ageSeconds after so many without a packet the driver says that a rule has aged; 0 where it is not asked to
 */
record RuleMaker(
        MegaflowTranslator translator,
        ConnectionTranslator connections,
        PortTable ports,
        boolean countless,
        int ageSeconds) {
    /** The rule that does all. */
    RteOutcome whole(Megaflow flow) {
        RteOutcome made = translator.translate(flow);
        return switch (made) {
            case RteOutcome.Refused refused -> refused;
            case RteTranslation _ when countless -> new RteOutcome.Refused(Refusals.UNCOUNTED);
            case RteTranslation rule when ageSeconds == 0 -> rule;
            case RteTranslation rule -> ageing(rule);
        };
    }

    private RteTranslation ageing(RteTranslation made) {
        List<RteAction> actions = new ArrayList<>();
        actions.add(RteAction.of(RteActionType.AGE, ageSeconds));
        actions.addAll(made.rule().actions());
        return new RteTranslation(
                made.ethdev(), made.rule().withActions(actions), made.fit(), made.narrowedIn(), made.jumpsTo());
    }

    /** The rule of a connection, for packets that come in by a DPDK port and are looked up in a group. */
    RteOutcome ofConnection(TrackedConnection connection, int ethdev, int group, GroupPlace.BeforeLookup place) {
        if (countless) {
            return new RteOutcome.Refused(Refusals.UNCOUNTED);
        }
        return ports.wire(ethdev)
                .map(port -> connections.translate(connection, port, group, place))
                .orElseThrow(
                        () -> new IllegalStateException("a rule stands at DPDK port " + ethdev + ", which is none"));
    }

    /** The rule that marks packets for software. */
    RteOutcome marking(Megaflow flow, int mark) {
        return translator.mark(flow, mark, ports.queues((int) flow.key().get(FlowField.IN_PORT)));
    }
}
