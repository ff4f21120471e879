package io.tandem.hwsim.driver;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.KeyBits;
import io.tandem.hwsim.profile.TunnelHeaderKind;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpActionText;
import java.util.List;
import java.util.Optional;

/** Turns megaflows into rules of the NIC, or says why it cannot. Immutable. */
final class RuleTranslator {
    private final int ports;
    private final NicTunnels tunnels;
    private final NicMeters meters;
    private final int optionBytes;
    private final NicFeatures features;

    /** For a NIC that takes these tunnels' headers off and has these meters. */
    RuleTranslator(NicCapabilities nic, NicTunnels tunnels, NicMeters meters) {
        this(nic.ports(), nic.tunnelOptions(), nic.features(), tunnels, meters);
    }

    /**
     * The same.
     *
     * @param ports of the NIC, from 1 on
     * @param optionBytes of tunnels that the NIC's key has
     */
    RuleTranslator(int ports, int optionBytes, NicFeatures features, NicTunnels tunnels, NicMeters meters) {
        this.features = features;
        this.ports = ports;
        this.optionBytes = optionBytes;
        this.tunnels = tunnels;
        this.meters = meters;
    }

    /** A rule, or the reason why there is none. */
    sealed interface Outcome {
        /**
         * A rule.
         *
         * @param rule its action names no entries of tables yet
         * @param edits what makes each copy, in the order of the outputs
         * @param headers what stands in front of each
         */
        record Rule(NicRule rule, List<NicEntry> edits, List<NicEntry> headers) implements Outcome {}

        record No(Refusal refusal) implements Outcome {}
    }

    Outcome translate(Megaflow flow) {
        Optional<Refusal> refusal = refuseMatch(flow).or(() -> features.refuseActions(flow));
        if (refusal.isPresent()) {
            return new Outcome.No(refusal.get());
        }
        NicRule rule = match(flow);
        if (flow.actions().size() == 1 && flow.actions().getFirst() instanceof OdpAction.Recirc(int id)) {
            NicRule.put(rule.action(), ActionBits.GOTO.lsb(), ActionBits.GOTO.width(), 1);
            NicRule.put(rule.action(), ActionBits.GOTO_CHAIN.lsb(), ActionBits.GOTO_CHAIN.width(), id);
            return new Outcome.Rule(rule, List.of(), List.of());
        }
        if (flow.actions().size() == 2
                && flow.actions().getFirst() instanceof OdpAction.Ct ct
                && flow.actions().getLast() instanceof OdpAction.Recirc(int id)) {
            return NicConnections.lookUp(rule, ct, id, inside(flow), features);
        }
        if (flow.actions().size() == 1 && flow.actions().getFirst() instanceof OdpAction.TnlPop pop) {
            return open(flow, rule, pop);
        }
        return actions(flow, rule);
    }

    /** A rule that gives the flow's packets to the host with a mark, or the reason why there is none. */
    Outcome mark(Megaflow flow, int mark) {
        Optional<Refusal> match = refuseMatch(flow);
        if (match.isPresent()) {
            return new Outcome.No(match.get());
        }
        if (inside(flow)) {
            return new Outcome.No(Refusal.translate(
                    Refusal.Code.PORT_NOT_OFFLOADABLE,
                    FlowField.IN_PORT.path(),
                    "a mark stands for the lookup of a packet as it came in, and the host gets it with its tunnel's headers;"
                            + " match a port of the NIC"));
        }
        if (!flow.mask().isExact(FlowField.RECIRC_ID) || !flow.key().isZero(FlowField.RECIRC_ID)) {
            return new Outcome.No(Refusal.translate(
                    Refusal.Code.CHAIN_PARENT,
                    FlowField.RECIRC_ID.path(),
                    "a mark stands for the first lookup of a packet, before any recirculation"));
        }
        NicRule rule = match(flow);
        NicRule.put(rule.action(), ActionBits.VERDICT.lsb(), ActionBits.VERDICT.width(), Verdict.TO_HOST.code());
        NicRule.put(rule.action(), ActionBits.MARK.lsb(), ActionBits.MARK.width(), Integer.toUnsignedLong(mark));
        return new Outcome.Rule(rule, List.of(), List.of());
    }

    /** A rule for packets of a connection, or the reason why there is none. */
    Outcome track(TrackedConnection connection) {
        return NicConnections.rule(connection, features);
    }

    private NicRule match(Megaflow flow) {
        long[] key = new long[KeyBits.WORDS];
        long[] mask = new long[KeyBits.WORDS];
        boolean inside = inside(flow);
        FlowMask whole = NicConnections.inKey(flow, inside, features);
        NicMatchTable.place(flow.key(), TunnelMatch.inKey(flow.key(), whole, inside), key, mask);
        return new NicRule(key, mask, new long[ActionBits.WORDS]);
    }

    /** The frame inside is looked up in the chain in which the packet was. */
    private Outcome open(Megaflow flow, NicRule rule, OdpAction.TnlPop pop) {
        Optional<TunnelHeaderKind> kind = tunnels.at(pop.port());
        if (kind.isEmpty()) {
            return new Outcome.No(Refusal.translate(
                    Refusal.Code.PORT_NOT_OFFLOADABLE,
                    OdpActionText.print(pop),
                    "port " + Integer.toUnsignedLong(pop.port()) + " is no tunnel of the NIC, which has "
                            + tunnels.numbers()));
        }
        if (!flow.mask().isExact(FlowField.RECIRC_ID)) {
            return new Outcome.No(Refusal.translate(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "recirc_id",
                    "the NIC looks the frame inside up in one chain; match recirc_id exactly"));
        }
        NicRule.put(rule.action(), ActionBits.GOTO.lsb(), ActionBits.GOTO.width(), 1);
        NicRule.put(rule.action(), ActionBits.POP.lsb(), ActionBits.POP.width(), 1);
        NicRule.put(
                rule.action(),
                ActionBits.POP_KIND.lsb(),
                ActionBits.POP_KIND.width(),
                kind.get().code());
        NicRule.put(rule.action(), ActionBits.POP_PORT.lsb(), ActionBits.POP_PORT.width(), pop.port());
        NicRule.put(
                rule.action(),
                ActionBits.GOTO_CHAIN.lsb(),
                ActionBits.GOTO_CHAIN.width(),
                flow.key().get(FlowField.RECIRC_ID));
        return new Outcome.Rule(rule, List.of(), List.of());
    }

    private Optional<Refusal> refuseMatch(Megaflow flow) {
        if (!flow.mask().isExact(FlowField.IN_PORT)) {
            return Optional.of(Refusal.translate(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "in_port",
                    "the NIC holds a rule for one port; match in_port exactly"));
        }
        Optional<Refusal> lacking = features.refuseMatch(flow);
        if (lacking.isPresent()) {
            return lacking;
        }
        Optional<Refusal> untold = NicConnections.refuse(flow, inside(flow), features);
        if (untold.isPresent()) {
            return untold;
        }
        boolean inside = inside(flow);
        FlowMask mask = TunnelMatch.inKey(flow.key(), flow.mask(), inside);
        Optional<FlowField> unsupported = NicMatchTable.unsupported(flow.key(), mask);
        if (unsupported.isPresent()) {
            FlowField field = unsupported.get();
            return Optional.of(Refusal.translate(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    field.path(),
                    "the NIC's key has no " + field.path() + "; a flow that leaves it wild could be offloaded"));
        }
        Optional<FlowField> unfounded = NicMatchTable.unfounded(flow.key(), flow.mask());
        if (unfounded.isPresent()) {
            FlowField field = unfounded.get();
            return Optional.of(Refusal.translate(
                    Refusal.Code.PREREQUISITE,
                    field.path(),
                    "the flow looks at " + field.path() + " of packets that may have none; match first "
                            + field.prerequisite().sentence()));
        }
        Optional<Refusal> unparseable = UnparseableFrames.refuse(flow);
        if (unparseable.isPresent()) {
            return unparseable;
        }
        Optional<Refusal> tunnel = TunnelMatch.refuse(flow, inside, optionBytes);
        if (tunnel.isPresent()) {
            return tunnel;
        }
        return inside ? Optional.empty() : port("in_port", flow.key().get(FlowField.IN_PORT));
    }

    /** True where the flow is of packets from inside a tunnel. */
    private boolean inside(Megaflow flow) {
        return tunnels.at(flow.key().get(FlowField.IN_PORT)).isPresent();
    }

    private Optional<Refusal> port(String subject, long port) {
        return port >= 1 && port <= ports
                ? Optional.empty()
                : Optional.of(Refusal.translate(
                        Refusal.Code.PORT_NOT_OFFLOADABLE,
                        subject,
                        "port " + port + " is not one of the NIC's ports 1 to " + ports
                                + (tunnels.numbers().isEmpty() ? "" : ", nor of its tunnels " + tunnels.numbers())));
    }

    private Outcome actions(Megaflow flow, NicRule match) {
        ActionTranslator actions = new ActionTranslator(flow, ports, meters);
        Optional<Refusal> refusal = actions.read();
        return refusal.isPresent()
                ? new Outcome.No(refusal.get())
                : new Outcome.Rule(match.withAction(actions.word()), actions.edits(), actions.headers());
    }
}
