package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.odp.OdpActionText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes {@link Step}s of actions, for {@link Step#prepare}. Stateless. */
final class StepCompiler {
    /** How deep actions may nest. Source: the kernel's OVS_COPY_ACTIONS_MAX_DEPTH in flow_netlink.c. */
    static final int MOST_NESTED = 16;

    private static final int HASH_ALGORITHMS = 2;
    private static final int NSH_BASE = 8;
    private static final int NSH_LONGEST = 252;
    private static final int BEFORE_NETWORK_HEADER = 1;

    static Optional<OdpAction> unsupported(List<OdpAction> actions) {
        return unsupported(actions, 0);
    }

    static Step[] prepare(List<OdpAction> actions) {
        Optional<OdpAction> unsupported = unsupported(actions, 0);
        if (unsupported.isPresent()) {
            throw new IllegalArgumentException(
                    OdpActionText.print(unsupported.get()) + " is not carried out by this datapath");
        }
        return steps(actions);
    }

    private static Optional<OdpAction> unsupported(List<OdpAction> actions, int nesting) {
        for (OdpAction action : actions) {
            if (nesting > MOST_NESTED) {
                return Optional.of(action);
            }
            Optional<OdpAction> found =
                    switch (action) {
                        case OdpAction.Clone(List<OdpAction> nested) -> unsupported(nested, nesting + 1);
                        case OdpAction.Sample(int _, List<OdpAction> nested) -> unsupported(nested, nesting + 1);
                        case OdpAction.DecTtl(List<OdpAction> nested) -> unsupported(nested, nesting + 1);
                        case OdpAction.CheckPktLen(int _, List<OdpAction> greater, List<OdpAction> lessOrEqual) ->
                            unsupported(greater, nesting + 1).or(() -> unsupported(lessOrEqual, nesting + 1));
                        default -> of(action, List.of()).isPresent() ? Optional.empty() : Optional.of(action);
                    };
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Step[] steps(List<OdpAction> actions) {
        List<Step> steps = new ArrayList<>();
        actions.forEach(action -> steps.add(of(action, actions).orElseThrow()));
        return steps.toArray(Step[]::new);
    }

    private static Optional<Step> of(OdpAction action, List<OdpAction> siblings) {
        return switch (action) {
            case OdpAction.Set set -> SetCompiler.of(set);
            case OdpAction.SetMasked set -> SetCompiler.of(set);
            case OdpAction.Hash(int algorithm, int basis) ->
                algorithm >= 0 && algorithm < HASH_ALGORITHMS
                        ? Optional.of(Step.of(Step.HASH, algorithm, basis))
                        : Optional.empty();
            case OdpAction.PushMpls(int entry, int type) -> label(Step.PUSH_MPLS, entry, type);
            case OdpAction.AddMpls(int entry, int type, int flags) ->
                label((flags & BEFORE_NETWORK_HEADER) != 0 ? Step.PUSH_MPLS : Step.ADD_MPLS, entry, type);
            case OdpAction.PushNsh push -> header(push).map(header -> Step.pushing(Step.PUSH_NSH, header));
            case OdpAction.TnlPush push -> TunnelHeaders.prepare(push);
            case OdpAction.TnlPop pop -> TunnelHeaders.prepare(pop);
            default -> Optional.of(always(action, siblings));
        };
    }

    /** What is carried out whatever its numbers. */
    private static Step always(OdpAction action, List<OdpAction> siblings) {
        return switch (action) {
            case OdpAction.Output(int port) -> Step.of(Step.OUTPUT, port);
            case OdpAction.LbOutput(int bond) -> Step.of(Step.LB_OUTPUT, bond);
            case OdpAction.Trunc(int length) -> Step.of(Step.TRUNC, length);
            case OdpAction.PushVlan(int tpid, int tci) -> Step.of(Step.PUSH_VLAN, tpid, tci & ~OdpAction.VLAN_PRESENT);
            case OdpAction.PopVlan() -> Step.of(Step.POP_VLAN);
            case OdpAction.PopMpls(int type) -> Step.of(Step.POP_MPLS, type);
            case OdpAction.PushEth(long source, long destination) -> Step.pushingEthernet(source, destination);
            case OdpAction.PopEth() -> Step.of(Step.POP_ETHERNET);
            case OdpAction.PopNsh() -> Step.of(Step.POP_NSH);
            case OdpAction.Recirc(int id) -> Step.of(Step.RECIRC, id);
            case OdpAction.CtClear() -> Step.of(Step.CLEAR_CONNECTION);
            case OdpAction.Meter(int id) -> Step.of(Step.METER, id);
            case OdpAction.Drop(int reason) ->
                Step.handing(Step.DROP, reason, DropReason.ofTranslation(reason), List.of());
            case OdpAction.Userspace userspace ->
                Step.handing(Step.USERSPACE, 0, userspace, userspace.actions() ? siblings : List.of());
            case OdpAction.Psample(int group, Bytes cookie) -> Step.handing(Step.PSAMPLE, group, cookie, List.of());
            case OdpAction.Ct ct -> Step.handing(Step.CT, 0, new ConnectionTracking.Request(ct), List.of());
            case OdpAction.Clone(List<OdpAction> nested) ->
                Step.nesting(Step.CLONE, 0, steps(nested), steps(List.of()));
            case OdpAction.Sample(int probability, List<OdpAction> nested) ->
                Step.nesting(Step.SAMPLE, probability, steps(nested), steps(List.of()));
            case OdpAction.DecTtl(List<OdpAction> expired) ->
                Step.nesting(Step.DEC_TTL, 0, steps(expired), steps(List.of()));
            case OdpAction.CheckPktLen(int length, List<OdpAction> greater, List<OdpAction> lessOrEqual) ->
                Step.nesting(Step.CHECK_LENGTH, length, steps(greater), steps(lessOrEqual));
            default -> throw new IllegalStateException("no step for " + action.type());
        };
    }

    /** With another type nothing would be pushed, as Open vSwitch's push_mpls and add_mpls do. */
    private static Optional<Step> label(int kind, int entry, int type) {
        return EtherType.isMpls(type) ? Optional.of(Step.of(kind, entry, type)) : Optional.empty();
    }

    /** The header as it goes on the wire. Source: Open vSwitch, odp_nsh_hdr_from_attr in lib/odp-util.c. */
    private static Optional<byte[]> header(OdpAction.PushNsh push) {
        int length = NSH_BASE + push.metadata().size();
        if (length > NSH_LONGEST || length % 4 != 0) {
            return Optional.empty();
        }
        byte[] header = new byte[length];
        int start = (push.flags() & 3) << 12 | (push.ttl() & 0x3f) << 6 | length / 4;
        header[0] = (byte) (start >>> 8);
        header[1] = (byte) start;
        header[2] = (byte) push.metadataType();
        header[3] = (byte) push.nextProtocol();
        header[4] = (byte) (push.servicePath() >>> 16);
        header[5] = (byte) (push.servicePath() >>> 8);
        header[6] = (byte) push.servicePath();
        header[7] = (byte) push.serviceIndex();
        System.arraycopy(
                push.metadata().toArray(), 0, header, NSH_BASE, push.metadata().size());
        return Optional.of(header);
    }

    private StepCompiler() {}
}
