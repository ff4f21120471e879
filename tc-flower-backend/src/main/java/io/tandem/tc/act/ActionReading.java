package io.tandem.tc.act;

import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.CtMark;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.CtFlag;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.tc.match.PacketFacts;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads one tc action that changes the packet, or what is known of it, as actions of a megaflow. */
final class ActionReading {
    private static final int PACKET_HOST = 0;
    private static final int LABEL = 0xfffff000;
    private static final int TC = 0xe00;
    private static final int BOTTOM = 0x100;
    private static final int TTL = 0xff;

    static void read(ReadPoint point, PacketState state, List<OdpAction> out) throws NoMegaflowException {
        switch (point.action().body()) {
            case ActionBody.Vlan vlan -> vlan(point, vlan, state, out);
            case ActionBody.Mpls mpls -> out.add(label(point, mpls, state));
            case ActionBody.TunnelKeySet set -> {
                out.add(TunnelHeaderReading.read(point, set));
                state.tunnelSet = true;
                state.tunnelTouched = true;
            }
            case ActionBody.TunnelKeyRelease release -> {
                state.tunnelSet = false;
                state.tunnelTouched = true;
            }
            case ActionBody.Ct ct -> out.add(tracking(point, ct, state));
            case ActionBody.Sample sample -> out.add(sample(point, sample));
            case ActionBody.Skbedit edit -> skbedit(point, edit, state, out);
            case ActionBody.Opaque opaque ->
                throw point.no("no action of a megaflow is known to do what " + opaque.name() + " does here");
            case ActionBody.Gact gact -> {}
            case ActionBody.Mirred mirred -> {}
            case ActionBody.Pedit pedit -> {}
            case ActionBody.Csum csum -> {}
            case ActionBody.Police police -> {}
            case ActionBody.PoliceShared police -> {}
        }
    }

    private static void vlan(ReadPoint point, ActionBody.Vlan vlan, PacketState state, List<OdpAction> out)
            throws NoMegaflowException {
        int tpid = vlan.protocol() == 0 ? EtherType.VLAN_8021Q : vlan.protocol();
        switch (vlan.operation()) {
            case POP -> {
                if (state.tags != 0) { // else it does nothing
                    out.add(new OdpAction.PopVlan());
                    state.tags = state.tags < 0 ? state.tags : state.tags - 1;
                    state.buriedTag &= state.tags != 0 && state.tags != 1;
                    state.resized = true;
                }
            }
            case PUSH -> {
                out.add(new OdpAction.PushVlan(tpid, tci(point, vlan)));
                state.buriedTag |= state.tags != 0;
                state.tags = state.tags < 0 ? state.tags : state.tags + 1;
                state.resized = true;
            }
            case MODIFY -> modify(point, vlan, tpid, state, out);
            case PUSH_ETH -> {
                out.add(new OdpAction.PushEth(mac(vlan.ethernetSource()), mac(vlan.ethernetDestination())));
                state.ethernet = true;
                state.tags = 0;
                state.resized = true;
            }
            case POP_ETH -> {
                out.add(new OdpAction.PopEth());
                state.ethernet = false;
                state.resized = true;
            }
        }
    }

    private static int tci(ReadPoint point, ActionBody.Vlan vlan) throws NoMegaflowException {
        if (vlan.id().isEmpty()) {
            throw point.no("a tag has a vid");
        }
        return vlan.id().getAsInt() | vlan.priority().orElse(0) << 13 | OdpAction.VLAN_PRESENT;
    }

    /** A tag that is known to be there gets a vid and a pcp; one with another TPID takes its place. */
    private static void modify(ReadPoint point, ActionBody.Vlan vlan, int tpid, PacketState state, List<OdpAction> out)
            throws NoMegaflowException {
        boolean matched =
                !state.resized && state.tags != 0 && state.facts.mask().isExact(FlowField.VLAN_TPID);
        if (!matched || state.facts.key().get(FlowField.VLAN_CFI) == 0) {
            throw point.no("without a tag, vlan modify does nothing; the filter must match the tag that it modifies");
        }
        int tci = tci(point, vlan);
        if (state.facts.key().get(FlowField.VLAN_TPID) != tpid) {
            if (vlan.priority().isEmpty()) {
                throw point.no("a megaflow that changes a tag's TPID pushes another tag, with a priority");
            }
            out.add(new OdpAction.PopVlan());
            out.add(new OdpAction.PushVlan(tpid, tci));
            state.buriedTag |= state.tags != 1;
            state.resized = true;
            return;
        }
        FlowKey.Builder value = FlowKey.builder()
                .set(FlowField.VLAN_CFI, 1)
                .set(FlowField.VLAN_VID, vlan.id().orElse(0));
        FlowMask.Builder mask = FlowMask.builder().exact(FlowField.VLAN_CFI).exact(FlowField.VLAN_VID);
        if (vlan.priority().isPresent()) {
            value.set(FlowField.VLAN_PCP, vlan.priority().getAsInt());
            mask.exact(FlowField.VLAN_PCP);
        }
        out.add(new OdpAction.SetMasked(KeyAttribute.VLAN, value.build(), mask.build()));
    }

    private static long mac(Bytes address) {
        long number = 0;
        for (int i = 0; i < address.size(); i++) {
            number = number << Byte.SIZE | address.at(i);
        }
        return number;
    }

    private static OdpAction label(ReadPoint point, ActionBody.Mpls mpls, PacketState state)
            throws NoMegaflowException {
        boolean found = state.networkHeaderFound() && state.ethernet;
        boolean labelled = EtherType.isMpls(state.etherType);
        return switch (mpls.operation()) {
            case PUSH -> {
                if (!found || mpls.label().isEmpty() || mpls.ttl().isEmpty()) {
                    throw point.no("a megaflow pushes a label with its ttl, behind one VLAN tag at most");
                }
                if (mpls.bos().isEmpty() && state.etherType == PacketFacts.UNKNOWN) {
                    throw point.no("a megaflow pushes a label with bos; the filter must match what is behind it");
                }
                int type = mpls.protocol() == 0 ? EtherType.MPLS_UNICAST : mpls.protocol();
                int entry = entry(mpls) | (mpls.bos().isEmpty() && !labelled ? BOTTOM : 0);
                state.networkHeader(type);
                yield new OdpAction.PushMpls(entry, type);
            }
            case POP -> {
                if (!found || !labelled) {
                    throw point.no("the packets aren't known to have a label to pop");
                }
                int type = mpls.protocol();
                state.networkHeader(EtherType.isMpls(type) ? type : PacketFacts.UNKNOWN);
                yield new OdpAction.PopMpls(type);
            }
            case MODIFY -> {
                if (!found || !labelled) {
                    throw point.no("the packets aren't known to have a label to modify");
                }
                int mask = (mpls.label().isPresent() ? LABEL : 0)
                        | (mpls.tc().isPresent() ? TC : 0)
                        | (mpls.bos().isPresent() ? BOTTOM : 0)
                        | (mpls.ttl().isPresent() ? TTL : 0);
                yield new OdpAction.SetMasked(KeyAttribute.MPLS, word(entry(mpls)), word(mask));
            }
            case DEC_TTL -> throw point.no("a megaflow takes nothing from a label's ttl");
            case MAC_PUSH -> throw point.no("a label in front of the whole frame leaves a packet that no port sends");
        };
    }

    private static int entry(ActionBody.Mpls mpls) {
        return mpls.label().orElse(0) << 12
                | mpls.tc().orElse(0) << 9
                | mpls.bos().orElse(0) << 8
                | mpls.ttl().orElse(0);
    }

    private static Bytes word(int value) {
        return Bytes.of(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    private static OdpAction tracking(ReadPoint point, ActionBody.Ct ct, PacketState state) throws NoMegaflowException {
        int flags = ct.flags();
        if ((flags & CtFlag.CLEAR.bit()) != 0) {
            return new OdpAction.CtClear();
        }
        if (!state.isIp() || !state.networkHeaderFound() || !state.ethernet) {
            throw point.no("act_ct hands on what is no IP packet, and a megaflow drops it; match eth_type");
        }
        boolean commit = (flags & CtFlag.COMMIT.bit()) != 0;
        boolean force = (flags & CtFlag.FORCE.bit()) != 0;
        if (!commit && (force || ct.mark().isPresent() || ct.label().isPresent())) {
            throw point.no("a megaflow forces, marks and labels only a connection that it commits");
        }
        int zone = ct.zone().orElse(0);
        if (force && !ConnectionTracking.isTracked(state.facts, zone)) {
            throw point.no(
                    "act_ct forces only the connection that a packet was looked up in before; match ct_state +trk"
                            + " and ct_zone");
        }
        return new OdpAction.Ct(
                force ? CtCommit.FORCE : commit ? CtCommit.COMMIT : CtCommit.NONE,
                zone,
                ct.mark().map(mark -> new CtMark(mark.value(), mark.mask())),
                ct.label().map(ActionReading::label),
                "",
                "",
                translation(point, ct, commit),
                OptionalInt.empty());
    }

    private static CtLabel label(FlowerValue label) {
        ByteBuffer value = ByteBuffer.wrap(label.value().toArray());
        ByteBuffer mask = ByteBuffer.wrap(label.mask().toArray());
        long low = Long.reverseBytes(value.getLong());
        long lowMask = Long.reverseBytes(mask.getLong());
        return new CtLabel(Long.reverseBytes(value.getLong()), low, Long.reverseBytes(mask.getLong()), lowMask);
    }

    private static Optional<Nat> translation(ReadPoint point, ActionBody.Ct ct, boolean commit)
            throws NoMegaflowException {
        boolean source = (ct.flags() & CtFlag.NAT_SRC.bit()) != 0;
        boolean destination = (ct.flags() & CtFlag.NAT_DST.bit()) != 0;
        if ((ct.flags() & CtFlag.NAT.bit()) == 0) {
            return Optional.empty();
        }
        if (!source && !destination) {
            return Optional.of(Nat.EXISTING);
        }
        if (source && destination || !commit) {
            throw point.no("a megaflow translates the source or the destination of a connection that it commits");
        }
        Nat.Direction direction = source ? Nat.Direction.SOURCE : Nat.Direction.DESTINATION;
        return Optional.of(ct.nat()
                .map(range -> new Nat(
                        direction,
                        range.first(),
                        range.last().equals(range.first()) ? Bytes.NONE : range.last(),
                        range.firstPort(),
                        range.lastPort(),
                        Set.of()))
                .orElseGet(() -> new Nat(direction, Bytes.NONE, Bytes.NONE, 0, 0, Set.of())));
    }

    private static OdpAction sample(ReadPoint point, ActionBody.Sample sample) throws NoMegaflowException {
        if (sample.truncate() != 0) {
            throw point.no("a megaflow's samples are whole packets");
        }
        OdpAction psample = new OdpAction.Psample(sample.group(), point.action().cookie());
        if (sample.rate() == 1) {
            return psample;
        }
        long all = 1L << Integer.SIZE;
        long rate = Integer.toUnsignedLong(sample.rate());
        long chances = rate == 0 ? 0 : (all + rate / 2) / rate;
        if (chances == 0 || (all + chances / 2) / chances != rate) {
            throw point.no("a megaflow samples so many packets of 2^32, and one in " + rate + " is no such number");
        }
        return new OdpAction.Sample((int) (chances - 1), List.of(psample));
    }

    private static void skbedit(ReadPoint point, ActionBody.Skbedit edit, PacketState state, List<OdpAction> out)
            throws NoMegaflowException {
        if (edit.queue().isPresent() || edit.inheritDsField()) {
            throw point.no("a megaflow chooses no queue, and takes no priority from the IP header");
        }
        if (edit.packetType().isPresent()) {
            if (edit.packetType().getAsInt() != PACKET_HOST) {
                throw point.no("a megaflow gives packets to the host only as its own");
            }
            state.forHost = true;
        }
        if (edit.mark().isPresent()) {
            int mask = edit.markMask().orElse(-1);
            FlowKey value = FlowKey.builder()
                    .set(FlowField.SKB_MARK, Integer.toUnsignedLong(edit.mark().getAsInt() & mask))
                    .build();
            out.add(
                    mask == -1
                            ? new OdpAction.Set(KeyAttribute.SKB_MARK, value)
                            : new OdpAction.SetMasked(
                                    KeyAttribute.SKB_MARK,
                                    value,
                                    FlowMask.builder()
                                            .set(FlowField.SKB_MARK, Integer.toUnsignedLong(mask))
                                            .build()));
        }
        if (edit.priority().isPresent()) {
            FlowKey value = FlowKey.builder()
                    .set(
                            FlowField.SKB_PRIORITY,
                            Integer.toUnsignedLong(edit.priority().getAsInt()))
                    .build();
            out.add(new OdpAction.Set(KeyAttribute.PRIORITY, value));
        }
    }

    private ActionReading() {}
}
