package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.odp.OdpActionText;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.host.GroupPlace;
import io.tandem.rte.host.RteGroups;
import io.tandem.rte.host.RteMeters;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.match.PacketFacts;
import io.tandem.translate.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A list of rte_flow actions while it is made. A rule has one fate, which comes last; all other copies are samples of
 * every packet. Not thread-safe.
 */
final class ActionList {
    private final RtePorts ports;
    private final RteGroups groupNumbers;
    private final RteMeters meters;
    private final int connectionTags;
    private final List<RteAction> actions = new ArrayList<>();
    private final Set<Integer> groups = new LinkedHashSet<>();
    private final PacketState state;
    private boolean unfragmented;

    /** @param connectionTags that the device has for what connections say of packets */
    ActionList(RtePorts ports, RteGroups groupNumbers, RteMeters meters, int connectionTags, PacketState state) {
        this.ports = ports;
        this.groupNumbers = groupNumbers;
        this.meters = meters;
        this.connectionTags = connectionTags;
        this.state = state;
    }

    List<RteAction> actions() {
        return actions;
    }

    List<Integer> groups() {
        return List.copyOf(groups);
    }

    boolean unfragmented() {
        return unfragmented;
    }

    PacketState state() {
        return state;
    }

    /**
     * Adds a list.
     *
     * @param terminal true where nothing comes behind it, so that the packet's way ends here
     */
    void add(List<OdpAction> list, boolean terminal) throws RefusedException {
        for (int i = 0; i < list.size(); i++) {
            OdpAction action = list.get(i);
            if (action instanceof OdpAction.Drop) {
                break;
            }
            if (action instanceof OdpAction.Ct ct) {
                jump(
                        ct,
                        ConnectionLookup.of(
                                ct, list.subList(i + 1, list.size()), state, terminal ? connectionTags : 0));
                return;
            }
            if (add(action, terminal && onlyDropsBehind(list, i))) {
                return;
            }
        }
        if (terminal) {
            while (!actions.isEmpty() && vanishes(actions.getLast().type())) {
                actions.removeLast();
            }
            actions.add(RteAction.of(RteActionType.DROP));
        }
    }

    /** True where nobody sees what the action does to a packet that is dropped behind it. */
    private static boolean vanishes(RteActionType type) {
        return type != RteActionType.SAMPLE && type != RteActionType.METER;
    }

    private static boolean onlyDropsBehind(List<OdpAction> list, int index) {
        return index + 1 == list.size() || list.get(index + 1) instanceof OdpAction.Drop;
    }

    /** Adds one action, and tells whether the packet's way ends with it. */
    private boolean add(OdpAction action, boolean last) throws RefusedException {
        switch (action) {
            case OdpAction.Output output -> {
                RteAction fate = output(output);
                state.acted = true;
                put(last ? fate : new RteAction.Sample(1, List.of(fate)));
                return last;
            }
            case OdpAction.Recirc recirc -> {
                recirculate(recirc, last);
                return true;
            }
            case OdpAction.TnlPop pop -> {
                pop(pop, last);
                return true;
            }
            case OdpAction.Clone clone -> {
                return copy(clone, clone.actions(), 1, last);
            }
            case OdpAction.Sample sample -> {
                return sample(sample, last);
            }
            default -> change(action);
        }
        return false;
    }

    private void change(OdpAction action) throws RefusedException {
        switch (action) {
            case OdpAction.Set set -> FieldSet.add(this, set);
            case OdpAction.SetMasked set -> FieldSet.add(this, set);
            case OdpAction.DecTtl dec -> decrementTtl(dec);
            case OdpAction.PushVlan push -> VlanTags.push(this, push);
            case OdpAction.PopVlan pop -> VlanTags.pop(this, pop);
            case OdpAction.PopMpls pop -> popMpls(pop);
            case OdpAction.TnlPush push -> pushTunnel(push);
            case OdpAction.PushEth push -> pushEthernet(push);
            case OdpAction.PopEth pop -> popEthernet(pop);
            case OdpAction.Meter meter -> meter(meter);
            case OdpAction.CtClear _ -> {}
            default -> throw Unsupported.refuse(action);
        }
    }

    private void pushTunnel(OdpAction.TnlPush push) throws RefusedException {
        RteAction encap = PushedHeader.of(push);
        changing();
        actions.add(encap);
        state.encapsulated = true;
        state.tags = 0;
    }

    /** A header of layer 2 comes right behind the tunnel's that is taken off. Source: DPDK guide, "Action: RAW_ENCAP". */
    private void pushEthernet(OdpAction.PushEth push) throws RefusedException {
        if (state.ethernet || state.facts.port().kind().carriesEthernet() || state.decapsulated) {
            throw prerequisite(
                    push,
                    "a rule puts an Ethernet header in front of packets that came by GTP-U, once, and of no others");
        }
        actions.add(TunnelHeader.decap(state.facts));
        actions.add(TunnelHeader.ethernet(push, state.etherType));
        state.decapsulated = true;
        state.ethernet = true;
        state.changed = true;
        state.acted = true;
    }

    /** Puts nothing into the rule: what comes behind is refused, each for what is in its own way. */
    private void popEthernet(OdpAction.PopEth pop) throws RefusedException {
        if (!state.ethernet) {
            throw prerequisite(pop, "the packet has no Ethernet header to take off");
        }
        state.ethernet = false;
        state.changed = true;
        state.acted = true;
    }

    /** Adds what ends a packet's way or copies it; the copy that leaves is without the tunnel that it came in. */
    private void put(RteAction fate) throws RefusedException {
        decapsulate();
        actions.add(fate);
    }

    /** Adds what changes the packet. */
    void change(RteAction action) throws RefusedException {
        changing();
        actions.add(action);
    }

    private void changing() throws RefusedException {
        decapsulate();
        state.changed = true;
        state.acted = true;
    }

    private void decapsulate() throws RefusedException {
        if (!state.ethernet) {
            throw new RefusedException(
                    Refusal.Code.ACTION_ORDER,
                    "push_eth",
                    "the packet has no Ethernet header here, and rules change and send frames; push_eth comes before");
        }
        if (state.facts.port().kind().isTunnel() && !state.decapsulated) {
            state.decapsulated = true;
            actions.add(TunnelHeader.decap(state.facts));
        }
    }

    /** Fragments have no transport header that could be written. */
    void needsTransport() {
        unfragmented = true;
    }

    private RteAction output(OdpAction.Output output) throws RefusedException {
        RtePort port = ports.find(output.port())
                .orElseThrow(() -> new RefusedException(
                        Refusal.Code.PORT_NOT_OFFLOADABLE, OdpActionText.print(output), ports.absence(output.port())));
        if (port.kind().isTunnel()) {
            throw new RefusedException(
                    Refusal.Code.PORT_NOT_OFFLOADABLE,
                    OdpActionText.print(output),
                    "port " + port.name() + " is a tunnel; a header is pushed by tnl_push before an output to a wire");
        }
        return RteAction.of(RteActionType.REPRESENTED_PORT, port.ethdev());
    }

    private void recirculate(OdpAction.Recirc recirc, boolean last) throws RefusedException {
        RtePort in = state.facts.port();
        if (!last) {
            throw order(recirc, "a jump ends the list; a recirculation must come last");
        }
        if (state.acted) {
            throw order(
                    recirc,
                    "a packet that finds no rule behind the jump comes to the host as if it were fresh, and what is done"
                            + " before would be done twice; recirculate first");
        }
        untracked(recirc);
        OptionalInt tunnel = in.kind().isTunnel() ? OptionalInt.of(in.number()) : OptionalInt.empty();
        jump(recirc, new GroupPlace.Recirculated(recirc.id(), tunnel));
    }

    /** The outer headers stay: rules for the tunnel's packets match them, without a tag, and take them off. */
    private void pop(OdpAction.TnlPop pop, boolean last) throws RefusedException {
        RtePort port = ports.find(pop.port())
                .orElseThrow(() -> new RefusedException(
                        Refusal.Code.PORT_NOT_OFFLOADABLE, OdpActionText.print(pop), ports.absence(pop.port())));
        if (!port.kind().isTunnel()) {
            throw new RefusedException(
                    Refusal.Code.PORT_NOT_OFFLOADABLE,
                    OdpActionText.print(pop),
                    "port " + port.name() + " is no tunnel");
        }
        if (!last
                || state.changed
                || state.encapsulated
                || state.facts.port().kind().isTunnel()) {
            throw order(pop, "a rule pops the tunnel that its packets come in, before anything else is done with them");
        }
        if (state.tags != 0) {
            throw prerequisite(
                    pop,
                    "rules for what is inside match outer headers without VLAN tags, and this flow is not for untagged"
                            + " packets alone; match eth_type(0x0800) or eth_type(0x86dd)");
        }
        untracked(pop);
        jump(pop, new GroupPlace.Recirculated(0, OptionalInt.of(port.number())));
    }

    /** What a packet's connection says would be lost to software, which goes on where the device has no rule. */
    private void untracked(OdpAction action) throws RefusedException {
        if (state.facts.tracked()) {
            throw order(
                    action, "packets of a connection leave, or are looked up in another zone; they jump no further");
        }
    }

    private void jump(OdpAction action, GroupPlace place) throws RefusedException {
        OptionalInt group = groupNumbers.groupOf(place);
        if (group.isEmpty()) {
            throw new RefusedException(
                    Refusal.Code.CHAIN_PARENT,
                    OdpActionText.print(action),
                    "all groups of the device are taken by other recirculations");
        }
        groups.add(group.getAsInt());
        actions.add(RteAction.of(RteActionType.JUMP, group.getAsInt()));
    }

    /** Actions with a copy: the packet itself where nothing comes behind and it is each one. */
    private boolean copy(OdpAction action, List<OdpAction> nested, int ratio, boolean last) throws RefusedException {
        if (last && ratio == 1) {
            add(nested, true);
            return true;
        }
        if (nested.stream().allMatch(OdpAction.Drop.class::isInstance)) {
            return false;
        }
        decapsulate();
        state.acted = true;
        ActionList inner = new ActionList(ports, groupNumbers, meters, connectionTags, state.copy());
        inner.add(nested, true);
        boolean simple = inner.actions.stream().allMatch(done -> switch (done.type()) {
            case REPRESENTED_PORT, RAW_ENCAP -> true;
            default -> false;
        });
        if (!simple) {
            throw order(action, "a sample of a packet can only be sent out, with a tunnel's header in front or not");
        }
        actions.add(new RteAction.Sample(ratio, inner.actions));
        return false;
    }

    private boolean sample(OdpAction.Sample sample, boolean last) throws RefusedException {
        if (sample.probability() == 0) {
            return false;
        }
        long chances = Integer.toUnsignedLong(sample.probability());
        long all = 0xffff_ffffL;
        long ratio = (all + chances / 2) / chances;
        if (ratio > Integer.MAX_VALUE || Math.abs(ratio * chances - all) > ratio) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(sample),
                    "a device samples one packet in a whole number, not " + chances + " in " + all);
        }
        return copy(sample, sample.actions(), (int) ratio, last);
    }

    private void meter(OdpAction.Meter meter) throws RefusedException {
        OptionalInt object = meters.object(meter.id());
        if (object.isEmpty()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(meter),
                    "no object of rte_mtr stands for meter " + Integer.toUnsignedString(meter.id()) + ": "
                            + meters.absence(meter.id()));
        }
        state.acted = true;
        actions.add(RteAction.of(RteActionType.METER, object.getAsInt()));
    }

    /** The device takes one from any TTL; the datapath does something else with packets that have one at most. */
    private void decrementTtl(OdpAction.DecTtl dec) throws RefusedException {
        if (!state.isIp() || state.encapsulated || state.leastTtl < 2) {
            throw prerequisite(dec, "a device doesn't spare packets whose TTL ends; match a ttl of 2 or more");
        }
        state.leastTtl--;
        change(RteAction.of(RteActionType.DEC_TTL));
    }

    private void popMpls(OdpAction.PopMpls pop) throws RefusedException {
        if (!EtherType.isMpls(state.etherType) || state.encapsulated) {
            throw prerequisite(pop, "a device pops a label that is there; match eth_type(0x8847)");
        }
        change(RteAction.of(RteActionType.OF_POP_MPLS, pop.etherType()));
        state.etherType = pop.etherType();
        state.protocol = PacketFacts.UNKNOWN;
        state.leastTtl = 0;
    }

    static RefusedException prerequisite(OdpAction action, String sentence) {
        return new RefusedException(Refusal.Code.PREREQUISITE, OdpActionText.print(action), sentence);
    }

    static RefusedException order(OdpAction action, String sentence) {
        return new RefusedException(Refusal.Code.ACTION_ORDER, OdpActionText.print(action), sentence);
    }
}
