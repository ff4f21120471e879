package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.odp.OdpActionText;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.Vlan.VlanOperation;
import io.tandem.tc.filter.CtFlag;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.host.RecircChains;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPort.Kind;
import io.tandem.tc.host.TcPorts;
import io.tandem.translate.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A list of tc actions while it is made. A mirror sends a copy of the packet as it is, like an output that is not the
 * last; a redirect, a drop and a goto end the list. Not thread-safe.
 */
final class ActionList {
    /** skbedit's ptype of a packet for this host. Source: linux/if_packet.h. */
    private static final int PACKET_HOST = 0;

    private static final int LAST_VID = 0xfff;

    private final TcCapabilities capabilities;
    private final TcPorts ports;
    private final RecircChains chains;
    private final TcMeters meters;
    private final HeaderEdits edits;
    private final List<TcAction> actions = new ArrayList<>();
    private final Set<Integer> jumpsTo = new LinkedHashSet<>();
    private PacketState state;

    ActionList(TcCapabilities capabilities, TcPorts ports, RecircChains chains, TcMeters meters, PacketState state) {
        this.capabilities = capabilities;
        this.ports = ports;
        this.chains = chains;
        this.meters = meters;
        this.state = state;
        edits = new HeaderEdits(capabilities.maxPeditKeys());
    }

    List<TcAction> actions() {
        return actions;
    }

    List<Integer> chains() {
        return List.copyOf(jumpsTo);
    }

    boolean unfragmented() {
        return edits.unfragmented();
    }

    /**
     * Adds a list.
     *
     * @param terminal true where nothing comes behind it, so that the packet's way ends here
     */
    void add(List<OdpAction> list, boolean terminal) throws RefusedException {
        for (int i = 0; i < list.size(); i++) {
            OdpAction action = list.get(i);
            boolean last = terminal && i == list.size() - 1;
            if (action instanceof OdpAction.Drop) {
                break;
            }
            if (add(action, last)) {
                return;
            }
        }
        flush();
        if (terminal) {
            actions.add(TcAction.of(new ActionBody.Gact(), TcControl.DROP));
        }
    }

    /** Adds one action, and tells whether the packet's way ends with it. */
    private boolean add(OdpAction action, boolean last) throws RefusedException {
        if (!(action instanceof OdpAction.Set
                || action instanceof OdpAction.SetMasked
                || action instanceof OdpAction.DecTtl)) {
            flush();
        }
        return switch (action) {
            case OdpAction.Output output -> output(output, last);
            case OdpAction.Recirc recirc -> recirculate(recirc, last);
            case OdpAction.Clone clone -> copy(action, clone.actions(), last);
            case OdpAction.Sample sample -> sample(sample, last);
            case OdpAction.CheckPktLen check -> LengthCheck.add(this, check, last);
            default -> {
                change(action);
                yield false;
            }
        };
    }

    private void change(OdpAction action) throws RefusedException {
        switch (action) {
            case OdpAction.Set set -> FieldSet.add(this, set, capabilities);
            case OdpAction.SetMasked set -> FieldSet.add(this, set);
            case OdpAction.DecTtl dec -> edits.decrementTtl(state);
            case OdpAction.PushVlan push -> pushVlan(push);
            case OdpAction.PopVlan pop -> popVlan();
            case OdpAction.PushMpls push -> LabelStack.push(this, push.labelStackEntry(), push.etherType(), action);
            case OdpAction.AddMpls add -> LabelStack.add(this, add);
            case OdpAction.PopMpls pop -> LabelStack.pop(this, pop);
            case OdpAction.PushEth push -> pushEthernet(push);
            case OdpAction.PopEth pop -> popEthernet();
            case OdpAction.Ct ct -> {
                if (!state.isIp() || !state.networkHeaderFound() || !state.ethernet) {
                    throw prerequisite(
                            action,
                            "act_ct tracks IPv4 and IPv6 behind one VLAN tag at most; match eth_type and"
                                    + " VLAN tags");
                }
                pipe(ConnectionTracking.of(ct, state.facts));
            }
            case OdpAction.CtClear clear ->
                pipe(new ActionBody.Ct(
                        CtFlag.CLEAR.bit(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
            case OdpAction.Meter meter -> meter(meter);
            case OdpAction.Psample psample -> psample(1, psample);
            default -> throw Unsupported.refuse(action);
        }
    }

    private boolean output(OdpAction.Output output, boolean last) throws RefusedException {
        TcPort port = ports.find(output.port())
                .orElseThrow(() -> new RefusedException(
                        Refusal.Code.PORT_NOT_OFFLOADABLE,
                        OdpActionText.print(output),
                        "tc has no device for port " + Integer.toUnsignedString(output.port())));
        if (!state.ethernet) {
            throw prerequisite(
                    output, "the packet has no Ethernet header at this point, and " + port.name() + " wants one");
        }
        if (port.kind().isTunnel() && !state.tunnelSet) {
            throw prerequisite(
                    output, "without set(tunnel(...)) before it, tunnel " + port.name() + " drops every packet");
        }
        boolean internal = port.kind() == Kind.INTERNAL;
        if (!port.kind().isTunnel()
                && (internal && state.tunnelSet || state.facts.port().kind().isTunnel())) {
            release();
        }
        if (internal && !state.forHost) {
            pipe(new ActionBody.Skbedit(
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    OptionalInt.of(PACKET_HOST),
                    false));
            state.forHost = true;
        }
        actions.add(TcAction.of(
                new ActionBody.Mirred(!last, internal, port.ifindex()), last ? TcControl.STOLEN : TcControl.PIPE));
        return last;
    }

    /** Forgets the tunnel that the packet came in, or that it was to go out by; hardware takes this for decapsulation. */
    void release() {
        state.tunnelTouched = true;
        state.tunnelSet = false;
        if (!state.released) {
            pipe(new ActionBody.TunnelKeyRelease());
            state.released = true;
        }
    }

    private boolean recirculate(OdpAction.Recirc recirc, boolean last) throws RefusedException {
        if (!last) {
            throw order(recirc, "goto chain ends the list in tc; a recirculation must come last");
        }
        if (state.tunnelTouched && state.facts.port().kind().isTunnel()) {
            throw order(recirc, "the tunnel header is released or replaced by then, and the chain couldn't match it");
        }
        if (!state.ethernet || state.buriedTag) {
            throw order(
                    recirc,
                    state.ethernet
                            ? "the kernel doesn't read a packet right again behind a tag that was pushed on another"
                            : "a packet without Ethernet header can't go to a chain");
        }
        OptionalInt chain = chains.chainOf(recirc.id());
        if (chain.isEmpty()) {
            throw new RefusedException(
                    Refusal.Code.CHAIN_PARENT,
                    OdpActionText.print(recirc),
                    "all chains are taken by other recirculations");
        }
        jumpsTo.add(chain.getAsInt());
        actions.add(TcAction.of(new ActionBody.Gact(), TcControl.gotoChain(chain.getAsInt())));
        return true;
    }

    /** Actions with a copy: the packet itself where nothing comes behind, and where they leave it as it is. */
    private boolean copy(OdpAction action, List<OdpAction> nested, boolean last) throws RefusedException {
        if (!last && !onlyOutputs(nested)) {
            throw order(
                    action,
                    "tc has no copy of a packet to change and go on with; actions that change it must come last");
        }
        add(nested, last);
        return last;
    }

    /** True where the list leaves the packet as it is, and goes nowhere with it. */
    static boolean onlyOutputs(List<OdpAction> list) {
        return list.stream().allMatch(action -> switch (action) {
            case OdpAction.Output output -> true;
            case OdpAction.Psample psample -> true;
            case OdpAction.Drop drop -> true;
            case OdpAction.Clone clone -> onlyOutputs(clone.actions());
            default -> false;
        });
    }

    private boolean sample(OdpAction.Sample sample, boolean last) throws RefusedException {
        if (sample.probability() == -1) {
            return copy(sample, sample.actions(), last);
        }
        if (sample.probability() == 0) {
            return copy(sample, List.of(), last);
        }
        if (sample.actions().size() != 1 || !(sample.actions().getFirst() instanceof OdpAction.Psample psample)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(sample),
                    "tc samples for psample only; put psample(group=...) alone inside");
        }
        long chances = Integer.toUnsignedLong(sample.probability()) + 1;
        long all = 1L << Integer.SIZE;
        long rate = (all + chances / 2) / chances;
        if (rate > Integer.MAX_VALUE || Math.abs(rate * chances - all) > rate) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(sample),
                    "tc samples one packet in a whole number, not " + chances + " in " + all);
        }
        psample((int) rate, psample);
        return false;
    }

    private void psample(int rate, OdpAction.Psample psample) throws RefusedException {
        if (!psample.cookie().isEmpty() && !capabilities.sampleCookie()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(psample),
                    "this kernel's sample hands psample no cookie (Linux 6.11)");
        }
        actions.add(TcAction.of(new ActionBody.Sample(rate, psample.group(), 0), TcControl.PIPE)
                .withCookie(psample.cookie()));
    }

    private void meter(OdpAction.Meter meter) throws RefusedException {
        OptionalInt index = meters.policeIndex(meter.id());
        if (index.isEmpty()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(meter), meters.whyNot(meter.id()));
        }
        actions.add(TcAction.of(new ActionBody.PoliceShared(), TcControl.DROP).withIndex(index.getAsInt()));
    }

    private void pushVlan(OdpAction.PushVlan push) throws RefusedException {
        if (!EtherType.isVlan(push.tpid())) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(push),
                    "the kernel takes 0x8100 and 0x88a8 for VLAN tags");
        }
        if (!state.ethernet) {
            throw prerequisite(push, "the packet has no Ethernet header at this point");
        }
        refuseLastVid(push, push.tci() & LAST_VID);
        state.buriedTag |= state.tags != 0;
        state.tags = state.tags < 0 ? state.tags : state.tags + 1;
        state.resized = true;
        pipe(new ActionBody.Vlan(
                VlanOperation.PUSH,
                push.tpid(),
                OptionalInt.of(push.tci() & LAST_VID),
                OptionalInt.of(push.tci() >>> 13 & 7),
                Bytes.NONE,
                Bytes.NONE));
    }

    /** Source: net/sched/act_vlan.c, tcf_vlan_init. */
    static void refuseLastVid(OdpAction action, int vid) throws RefusedException {
        if (vid == LAST_VID) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(action), "tc writes no tag with vid 4095");
        }
    }

    private void popVlan() throws RefusedException {
        if (!state.ethernet) {
            throw prerequisite(new OdpAction.PopVlan(), "the packets have no Ethernet header at this point");
        }
        if (state.tags == 0) {
            return;
        }
        state.tags = state.tags < 0 ? state.tags : state.tags - 1;
        state.buriedTag &= state.tags != 0 && state.tags != 1;
        state.resized = true;
        pipe(vlan(VlanOperation.POP));
    }

    private void pushEthernet(OdpAction.PushEth push) throws RefusedException {
        if (state.ethernet) {
            throw prerequisite(push, "the packet has an Ethernet header at this point");
        }
        state.ethernet = true;
        state.tags = 0;
        state.resized = true;
        pipe(new ActionBody.Vlan(
                VlanOperation.PUSH_ETH,
                0,
                OptionalInt.empty(),
                OptionalInt.empty(),
                mac(push.destination()),
                mac(push.source())));
    }

    private void popEthernet() throws RefusedException {
        if (!state.ethernet || state.tags != 0) {
            throw prerequisite(
                    new OdpAction.PopEth(),
                    "the kernel takes the Ethernet header from an untagged packet; match vlan_tci=0");
        }
        state.ethernet = false;
        state.resized = true;
        pipe(vlan(VlanOperation.POP_ETH));
    }

    private static ActionBody vlan(VlanOperation operation) {
        return new ActionBody.Vlan(operation, 0, OptionalInt.empty(), OptionalInt.empty(), Bytes.NONE, Bytes.NONE);
    }

    private static Bytes mac(long address) {
        byte[] content = new byte[6];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (address >>> (content.length - 1 - i) * Byte.SIZE);
        }
        return Bytes.of(content);
    }

    /** Adds an action that hands the packet on to the next. */
    void pipe(ActionBody body) {
        actions.add(TcAction.of(body, TcControl.PIPE));
    }

    /** Writes what sets before this point wanted. */
    void flush() throws RefusedException {
        actions.addAll(edits.take());
    }

    PacketState state() {
        return state;
    }

    /** Goes on with the packet as it is on another way. */
    void resume(PacketState other) {
        state = other;
    }

    HeaderEdits edits() {
        return edits;
    }

    TcCapabilities capabilities() {
        return capabilities;
    }

    static RefusedException prerequisite(OdpAction action, String sentence) {
        return new RefusedException(Refusal.Code.PREREQUISITE, OdpActionText.print(action), sentence);
    }

    static RefusedException order(OdpAction action, String sentence) {
        return new RefusedException(Refusal.Code.ACTION_ORDER, OdpActionText.print(action), sentence);
    }
}
