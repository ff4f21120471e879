package io.tandem.hwsim.driver;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.KeyBits;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpActionText;
import java.util.List;
import java.util.Optional;

/** Turns megaflows into rules of the NIC, or says why it cannot. Immutable. */
final class RuleTranslator {
    private final int ports;

    /** For a NIC with ports 1 to {@code ports}. */
    RuleTranslator(int ports) {
        this.ports = ports;
    }

    /** A rule, or the reason why there is none. */
    sealed interface Outcome {
        record Rule(NicRule rule) implements Outcome {}

        record No(Refusal refusal) implements Outcome {}
    }

    Outcome translate(Megaflow flow) {
        Optional<Refusal> match = refuseMatch(flow);
        if (match.isPresent()) {
            return new Outcome.No(match.get());
        }
        long[] key = new long[KeyBits.WORDS];
        long[] mask = new long[KeyBits.WORDS];
        NicMatchTable.place(flow.key(), flow.mask(), key, mask);
        NicRule rule = new NicRule(key, mask, new long[ActionBits.WORDS]);
        if (flow.actions().size() == 1 && flow.actions().getFirst() instanceof OdpAction.Recirc(int id)) {
            set(rule.action(), ActionBits.GOTO, 1);
            set(rule.action(), ActionBits.GOTO_CHAIN, id);
            return new Outcome.Rule(rule);
        }
        return actions(flow, rule);
    }

    private Optional<Refusal> refuseMatch(Megaflow flow) {
        Optional<FlowField> unsupported = NicMatchTable.unsupported(flow.key(), flow.mask());
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
        if (!flow.mask().isExact(FlowField.IN_PORT)) {
            return Optional.of(Refusal.translate(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "in_port",
                    "the NIC holds a rule for one port; match in_port exactly"));
        }
        return port("in_port", flow.key().get(FlowField.IN_PORT));
    }

    private Optional<Refusal> port(String subject, long port) {
        return port >= 1 && port <= ports
                ? Optional.empty()
                : Optional.of(Refusal.translate(
                        Refusal.Code.PORT_NOT_OFFLOADABLE,
                        subject,
                        "port " + port + " is not one of the NIC's ports 1 to " + ports));
    }

    private Outcome actions(Megaflow flow, NicRule match) {
        long[] action = match.action();
        List<OdpAction> list = flow.actions();
        if (list.isEmpty() || list.equals(List.of(new OdpAction.Drop()))) {
            set(action, ActionBits.VERDICT, Verdict.DROP.code());
            return new Outcome.Rule(match);
        }
        boolean popped = false;
        boolean pushed = false;
        for (int i = 0; i < list.size(); i++) {
            OdpAction step = list.get(i);
            Optional<Refusal> refusal =
                    switch (step) {
                        case OdpAction.Output output -> output(output, i == list.size() - 1, action);
                        case OdpAction.SetMasked set
                        when set.attribute() == KeyAttribute.ETHERNET ->
                            setAddresses(set.value(), set.mask(), step, action);
                        case OdpAction.Set set
                        when set.attribute() == KeyAttribute.ETHERNET ->
                            setAddresses(set.value(), WHOLE_ADDRESSES, step, action);
                        case OdpAction.PopVlan pop -> {
                            boolean inOrder = !popped && !pushed;
                            popped = true;
                            yield pop(flow, inOrder, action);
                        }
                        case OdpAction.PushVlan push -> {
                            boolean inOrder = !pushed;
                            pushed = true;
                            yield push(push, inOrder, action);
                        }
                        default -> unsupported(step);
                    };
            if (refusal.isPresent()) {
                return new Outcome.No(refusal.get());
            }
        }
        if ((action[0] >>> ActionBits.VERDICT.lsb() & 3) != Verdict.FORWARD.code()) {
            return new Outcome.No(Refusal.translate(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(list.getLast()),
                    "the NIC needs an output at the end of the actions"));
        }
        return new Outcome.Rule(match);
    }

    private static final FlowMask WHOLE_ADDRESSES =
            FlowMask.builder().exact(FlowField.ETH_SRC).exact(FlowField.ETH_DST).build();

    private Optional<Refusal> output(OdpAction.Output output, boolean last, long[] action) {
        if (!last) {
            return Optional.of(Refusal.translate(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(output),
                    "the NIC sends a packet to one port, as its last action"));
        }
        set(action, ActionBits.VERDICT, Verdict.FORWARD.code());
        set(action, ActionBits.PORT, output.port());
        return port(OdpActionText.print(output), Integer.toUnsignedLong(output.port()));
    }

    private static Optional<Refusal> setAddresses(FlowKey value, FlowMask mask, OdpAction step, long[] action) {
        for (FlowField field : KeyAttribute.ETHERNET.fields()) {
            if (!mask.isZero(field) && !mask.isExact(field)) {
                return Optional.of(Refusal.translate(
                        Refusal.Code.UNSUPPORTED_MASK,
                        OdpActionText.print(step),
                        "the NIC rewrites whole Ethernet addresses only"));
            }
        }
        if (mask.isExact(FlowField.ETH_DST)) {
            set(action, ActionBits.SET_ETH_DST, 1);
            set(action, ActionBits.ETH_DST, value.get(FlowField.ETH_DST));
        }
        if (mask.isExact(FlowField.ETH_SRC)) {
            set(action, ActionBits.SET_ETH_SRC, 1);
            set(action, ActionBits.ETH_SRC, value.get(FlowField.ETH_SRC));
        }
        return Optional.empty();
    }

    private static Optional<Refusal> pop(Megaflow flow, boolean inOrder, long[] action) {
        if (!inOrder) {
            return Optional.of(Refusal.translate(
                    Refusal.Code.ACTION_ORDER, "pop_vlan", "the NIC pops one tag, before it pushes one"));
        }
        if (flow.key().get(FlowField.VLAN_CFI) == 0) {
            return Optional.of(Refusal.translate(
                    Refusal.Code.PREREQUISITE, "pop_vlan", "the flow must match a VLAN tag to pop one"));
        }
        set(action, ActionBits.POP_VLAN, 1);
        return Optional.empty();
    }

    private static Optional<Refusal> push(OdpAction.PushVlan push, boolean inOrder, long[] action) {
        if (!inOrder) {
            return Optional.of(Refusal.translate(
                    Refusal.Code.ACTION_ORDER, OdpActionText.print(push), "the NIC pushes one tag at most"));
        }
        set(action, ActionBits.PUSH_VLAN, 1);
        set(action, ActionBits.PUSH_TPID, push.tpid());
        set(action, ActionBits.PUSH_TCI, push.tci() & ~OdpAction.VLAN_PRESENT);
        return Optional.empty();
    }

    private static Optional<Refusal> unsupported(OdpAction step) {
        return Optional.of(Refusal.translate(
                Refusal.Code.UNSUPPORTED_ACTION,
                OdpActionText.print(step),
                "the NIC can drop, output to one port, set Ethernet addresses, push and pop a VLAN tag"));
    }

    private static void set(long[] action, ActionBits bits, long value) {
        NicRule.put(action, bits.lsb(), bits.width(), value);
    }
}
