package io.tandem.rte.translate;

import io.tandem.backend.Refusal;
import io.tandem.backend.Translation.Fit;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.rte.act.ActionTranslator;
import io.tandem.rte.act.RuleActions;
import io.tandem.rte.flow.RssFunction;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.GroupPlace;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RteGroups;
import io.tandem.rte.host.RteMeters;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.match.MatchTranslator;
import io.tandem.rte.match.RuleMatch;
import io.tandem.translate.RefusedException;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Turns megaflows into rte_flow rules: just as wide, or narrower and said to be, with actions that do the same; or says
 * why there is none. It asks nobody but what it was given, and keeps nothing. Thread-safe where {@link RteGroups} is.
 */
public final class MegaflowTranslator {
    private final RteCapabilities capabilities;
    private final RtePorts ports;
    private final RteGroups groups;
    private final ActionTranslator actions;

    /** For one device and one datapath. */
    public MegaflowTranslator(RteCapabilities capabilities, RtePorts ports, RteGroups groups, RteMeters meters) {
        this.capabilities = capabilities;
        this.ports = ports;
        this.groups = groups;
        actions = new ActionTranslator(capabilities, ports, groups, meters);
    }

    /** A rule that does all that the flow says, or the reason why there is none. */
    public RteOutcome translate(Megaflow flow) {
        try {
            return full(flow);
        } catch (RefusedException e) {
            return new RteOutcome.Refused(e.refusal());
        }
    }

    /**
     * A rule that only marks the flow's packets, for the host to find the flow without a lookup.
     *
     * @param mark not 0, as drivers keep that for packets without one
     * @param queues those that the packets are spread over; where there is one, it is named and nothing is hashed
     */
    public RteOutcome mark(Megaflow flow, int mark, List<Integer> queues) {
        try {
            return partial(flow, mark, queues);
        } catch (RefusedException e) {
            return new RteOutcome.Refused(e.refusal());
        }
    }

    private RteTranslation full(Megaflow flow) throws RefusedException {
        RtePort port = port(flow);
        RuleMatch match = MatchTranslator.translate(flow.key(), flow.mask(), port, capabilities, false);
        RuleActions done = actions.translate(flow.actions(), match.facts());
        if (done.unfragmented()) {
            match = MatchTranslator.translate(flow.key(), flow.mask(), port, capabilities, true);
        }
        int id = (int) flow.key().get(FlowField.RECIRC_ID);
        OptionalInt tunnel = port.kind().isTunnel() ? OptionalInt.of(port.number()) : OptionalInt.empty();
        OptionalInt group = groups.groupOf(
                match.facts().tracked() ? new GroupPlace.OfConnection(id) : new GroupPlace.Recirculated(id, tunnel));
        if (group.isEmpty() || Integer.compareUnsigned(group.getAsInt(), capabilities.lastGroup()) > 0) {
            throw new RefusedException(
                    Refusal.Code.CHAIN_PARENT,
                    "recirc_id(0x" + Integer.toHexString(id) + ")",
                    "all groups of the device are taken by other recirculations");
        }
        Set<Traffic> traffic = EnumSet.of(capabilities.transfer() ? Traffic.TRANSFER : Traffic.INGRESS);
        RteRule rule = new RteRule(group.getAsInt(), 0, traffic, match.pattern(), done.actions());
        return new RteTranslation(port.ethdev(), rule, fit(match), match.narrowedIn(), done.groups());
    }

    private RteTranslation partial(Megaflow flow, int mark, List<Integer> queues) throws RefusedException {
        RtePort port = port(flow);
        if (flow.key().get(FlowField.RECIRC_ID) != 0 || port.kind().isTunnel()) {
            throw new RefusedException(
                    Refusal.Code.CHAIN_PARENT,
                    "recirc_id",
                    "a mark stands for the first lookup of a packet, before any recirculation and inside no tunnel");
        }
        RteCapabilities ingress = new RteCapabilities(
                capabilities.items(),
                capabilities.fields(),
                capabilities.actions(),
                capabilities.ranges(),
                false,
                0,
                capabilities.constantTunnelFlags(),
                0);
        if (queues.isEmpty()) {
            throw new RefusedException(
                    Refusal.Code.PORT_NOT_OFFLOADABLE,
                    "in_port(" + Integer.toUnsignedString(port.number()) + ")",
                    "no receive queue of the port here has packets come up with their marks");
        }
        RteAction toHost = toHost(queues);
        if (!ingress.actions().containsAll(Set.of(RteActionType.MARK, toHost.type()))) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    "mark",
                    "this device doesn't mark packets and give them to queues");
        }
        RuleMatch match = MatchTranslator.translate(flow.key(), flow.mask(), port, ingress, false);
        RteRule rule = new RteRule(
                0,
                0,
                EnumSet.of(Traffic.INGRESS),
                match.pattern(),
                List.of(RteAction.of(RteActionType.MARK, mark), toHost));
        return new RteTranslation(port.ethdev(), rule, fit(match), match.narrowedIn(), List.of());
    }

    private static RteAction toHost(List<Integer> queues) {
        if (queues.size() == 1) {
            return RteAction.of(RteActionType.QUEUE, queues.getFirst());
        }
        // Without types the driver chooses; one that it has not got would be a refusal.
        return new RteAction.Rss(RssFunction.DEFAULT, 0, Set.of(), queues);
    }

    static Fit fit(RuleMatch match) {
        return match.narrowedIn().isEmpty() ? Fit.EXACT : Fit.NARROWER;
    }

    private RtePort port(Megaflow flow) throws RefusedException {
        for (FlowField field : List.of(FlowField.IN_PORT, FlowField.RECIRC_ID)) {
            if (!flow.mask().isExact(field)) {
                throw new RefusedException(
                        Refusal.Code.UNSUPPORTED_MASK,
                        field.path(),
                        "a rule is made at one port and in one group; match " + field.path() + " exactly");
            }
        }
        int number = (int) flow.key().get(FlowField.IN_PORT);
        return ports.find(number)
                .orElseThrow(() -> new RefusedException(
                        Refusal.Code.PORT_NOT_OFFLOADABLE,
                        "in_port(" + Integer.toUnsignedString(number) + ")",
                        ports.absence(number)));
    }
}
