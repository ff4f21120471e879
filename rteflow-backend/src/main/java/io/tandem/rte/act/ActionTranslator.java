package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RteGroups;
import io.tandem.rte.host.RteMeters;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.match.PacketFacts;
import io.tandem.translate.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** Turns lists of actions into rte_flow's, or says why it cannot. Stateless beside what it was given. */
public final class ActionTranslator {
    private final RteCapabilities capabilities;
    private final RtePorts ports;
    private final RteGroups groups;
    private final RteMeters meters;

    /** For one device and one datapath. */
    public ActionTranslator(RteCapabilities capabilities, RtePorts ports, RteGroups groups, RteMeters meters) {
        this.capabilities = capabilities;
        this.ports = ports;
        this.groups = groups;
        this.meters = meters;
    }

    /**
     * The list as the device does it, a count of the rule's packets before it.
     *
     * @param facts what the rule's match proves
     * @throws RefusedException where rte_flow, or this device, can't do what the list does
     */
    public RuleActions translate(List<OdpAction> actions, PacketFacts facts) throws RefusedException {
        ActionList list = new ActionList(ports, groups, meters, capabilities.tags(), new PacketState(facts));
        list.add(actions, true);
        List<RteAction> all = new ArrayList<>();
        if (capabilities.actions().contains(RteActionType.COUNT)) {
            all.add(RteAction.of(RteActionType.COUNT, 0));
        }
        all.addAll(list.actions());
        check(all);
        int count = count(all);
        if (count > RteRule.MOST) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    "actions",
                    "the list takes " + count + " actions of rte_flow, and a rule is let have " + RteRule.MOST);
        }
        return new RuleActions(all, list.groups(), list.unfragmented());
    }

    /** Actions, and those of samples. */
    private static int count(List<RteAction> actions) {
        int count = actions.size();
        for (RteAction action : actions) {
            count += action instanceof RteAction.Sample sample ? count(sample.actions()) : 0;
        }
        return count;
    }

    private void check(List<RteAction> actions) throws RefusedException {
        for (RteAction action : actions) {
            RteActionType type = action.type();
            boolean fate =
                    switch (type) {
                        case REPRESENTED_PORT, PORT_ID, PORT_REPRESENTOR -> true;
                        default -> false;
                    };
            if (!capabilities.actions().contains(type) || fate && !capabilities.transfer()) {
                throw new RefusedException(
                        Refusal.Code.UNSUPPORTED_ACTION,
                        type.word(),
                        "this device has no action " + type.constant()
                                + (fate ? ": packets leave by another port only through the host" : ""));
            }
            if (action instanceof RteAction.Sample sample) {
                check(sample.actions());
            }
        }
    }
}
