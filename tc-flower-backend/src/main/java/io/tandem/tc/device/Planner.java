package io.tandem.tc.device;

import io.tandem.backend.Refusal;
import io.tandem.flow.Megaflow;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.Cookies;
import io.tandem.tc.held.FrameBytes;
import io.tandem.tc.place.TcPolicy;
import io.tandem.tc.probe.KernelFeatures;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Makes of a flow what is sent to the kernel. Any thread. */
final class Planner {
    /** Source: linux/pkt_cls.h, TCA_ACT_MAX_PRIO. */
    private static final int MOST_ACTIONS = 32;

    private final Function<Megaflow, TcOutcome> translator;
    private final KernelFeatures kernel;
    private final PortTable ports;
    private final TcPolicy policy;
    private final boolean receiving;

    /**
     * @param receiving true where the datapath gets just what no rule takes, as it came in
     */
    Planner(
            Function<Megaflow, TcOutcome> translator,
            KernelFeatures kernel,
            PortTable ports,
            TcPolicy policy,
            boolean receiving) {
        this.translator = translator;
        this.kernel = kernel;
        this.ports = ports;
        this.policy = policy;
        this.receiving = receiving;
    }

    /** The rule for a flow, or why there is none. */
    Plan plan(Megaflow flow) {
        return switch (translator.apply(flow)) {
            case TcOutcome.Refused(Refusal refusal) -> new Plan.No(flow.ufid(), refusal);
            case TcRule rule -> plan(flow, rule);
        };
    }

    /** What the translator makes of a flow. */
    TcOutcome translate(Megaflow flow) {
        return translator.apply(flow);
    }

    private Plan plan(Megaflow flow, TcRule rule) {
        Optional<PortTable.Bound> port = ports.bound(rule.inPort());
        if (port.isEmpty()) {
            return new Plan.No(
                    flow.ufid(),
                    Refusal.translate(
                            Refusal.Code.PORT_NOT_OFFLOADABLE,
                            "in_port",
                            "Port " + rule.inPort()
                                    + " has no network device here, or its ingress qdisc cannot be had."));
        }
        if (receiving && (rule.chain() != 0 || !rule.jumpsTo().isEmpty())) {
            return new Plan.No(flow.ufid(), Refusals.noWayBack());
        }
        if (receiving && rule.actions().stream().anyMatch(action -> action.body() instanceof ActionBody.Ct)) {
            return new Plan.No(flow.ufid(), Refusals.otherTracker());
        }
        AttachPoint attach = port.get().attach();
        FlowerMatch match = attach instanceof AttachPoint.Block
                ? from(rule.match(), port.get().port().name())
                : rule.match();
        TcFilter filter = Cookies.mark(
                TcFilter.of(
                        new FilterId(attach, rule.chain(), 0, rule.protocol(), 0),
                        match,
                        policy.flags(),
                        rule.actions()),
                flow.ufid());
        if (filter.actions().size() > MOST_ACTIONS) {
            return new Plan.No(flow.ufid(), Refusals.tooManyActions(MOST_ACTIONS));
        }
        Optional<String> missing = kernel.missing(filter);
        if (missing.isPresent()) {
            return new Plan.No(flow.ufid(), Refusals.noSuchAction(missing.get()));
        }
        OptionalInt leftOut = FrameBytes.leftOut(filter);
        return leftOut.isPresent()
                ? new Plan.Rule(flow.ufid(), filter, leftOut.getAsInt())
                : new Plan.No(flow.ufid(), Refusals.uncountable());
    }

    /** A block has the packets of several ports. */
    private static FlowerMatch from(FlowerMatch match, String device) {
        return new FlowerMatch(
                match.values(),
                match.sourcePorts(),
                match.destinationPorts(),
                match.mpls(),
                match.tunnelOptions(),
                Optional.of(device));
    }
}
