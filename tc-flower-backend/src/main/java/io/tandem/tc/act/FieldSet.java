package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.odp.OdpActionText;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.Vlan.VlanOperation;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.translate.RefusedException;
import java.util.OptionalInt;

/** {@code set} and its masked form: which kind of action rewrites each attribute. */
final class FieldSet {
    static void add(ActionList list, OdpAction.Set set, TcCapabilities capabilities) throws RefusedException {
        switch (set.attribute()) {
            case TUNNEL -> {
                list.flush();
                ActionBody header = TunnelHeader.of(set.payload(), capabilities);
                if (list.state().facts.port().kind().isTunnel()) {
                    list.release();
                }
                list.pipe(header);
                PacketState state = list.state();
                state.tunnelSet = true;
                state.tunnelTouched = true;
                state.released = false;
            }
            case MPLS -> LabelStack.set(list, set, entry(set, set.payload()), -1);
            default -> {
                if (set.attribute().size() < 0) {
                    throw Unsupported.refuse(set);
                }
                fields(list, set, set.attribute(), set.value(), settable(set.attribute()));
            }
        }
    }

    static void add(ActionList list, OdpAction.SetMasked set) throws RefusedException {
        switch (set.attribute()) {
            case MPLS -> LabelStack.set(list, set, entry(set, set.payload()), entry(set, set.bits()));
            default -> {
                if (set.attribute().size() < 0) {
                    throw Unsupported.refuse(set);
                }
                fields(list, set, set.attribute(), set.value(), set.mask());
            }
        }
    }

    private static void fields(ActionList list, OdpAction action, KeyAttribute attribute, FlowKey value, FlowMask mask)
            throws RefusedException {
        switch (attribute) {
            case ETHERNET, IPV4, IPV6, TCP, UDP, ARP -> list.edits().set(attribute, value, mask, list.state());
            case VLAN -> vlan(list, action, value, mask);
            case SKB_MARK -> {
                list.flush();
                int bits = (int) mask.get(FlowField.SKB_MARK);
                list.pipe(new ActionBody.Skbedit(
                        OptionalInt.of((int) value.get(FlowField.SKB_MARK) & bits),
                        bits == -1 ? OptionalInt.empty() : OptionalInt.of(bits),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        false));
            }
            case PRIORITY -> {
                if (!mask.isExact(FlowField.SKB_PRIORITY)) {
                    throw new RefusedException(
                            Refusal.Code.UNSUPPORTED_MASK, OdpActionText.print(action), "tc sets skb_priority whole");
                }
                list.flush();
                list.pipe(new ActionBody.Skbedit(
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.of((int) value.get(FlowField.SKB_PRIORITY)),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        false));
            }
            default -> throw Unsupported.refuse(action);
        }
    }

    private static void vlan(ActionList list, OdpAction action, FlowKey value, FlowMask mask) throws RefusedException {
        PacketState state = list.state();
        boolean known = !state.resized && state.tags > 0 && state.facts.mask().isExact(FlowField.VLAN_TPID);
        if (!known) {
            throw ActionList.prerequisite(action, "tc rewrites a tag that the flow matches, with its TPID");
        }
        boolean vid = !mask.isZero(FlowField.VLAN_VID);
        boolean pcp = !mask.isZero(FlowField.VLAN_PCP);
        boolean whole = (!vid || mask.isExact(FlowField.VLAN_VID)) && (!pcp || mask.isExact(FlowField.VLAN_PCP));
        boolean kept = vid || state.facts.mask().isExact(FlowField.VLAN_VID);
        if (!whole || !kept) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    OdpActionText.print(action),
                    "tc rewrites vid and pcp each whole, and pcp only with the vid; match vlan.vid");
        }
        list.flush();
        FlowKey id = vid ? value : state.facts.key();
        ActionList.refuseLastVid(action, (int) id.get(FlowField.VLAN_VID));
        list.pipe(new ActionBody.Vlan(
                VlanOperation.MODIFY,
                (int) state.facts.key().get(FlowField.VLAN_TPID),
                OptionalInt.of((int) id.get(FlowField.VLAN_VID)),
                pcp ? OptionalInt.of((int) value.get(FlowField.VLAN_PCP)) : OptionalInt.empty(),
                Bytes.NONE,
                Bytes.NONE));
    }

    /** Every field that a set without a mask rewrites: those that tell protocols and fragments apart stay. */
    private static FlowMask settable(KeyAttribute attribute) {
        FlowMask.Builder mask = FlowMask.builder();
        for (FlowField field : attribute.fields()) {
            switch (field) {
                case IPV4_PROTO, IPV4_FRAG, IPV6_PROTO, IPV6_FRAG -> {}
                default -> mask.exact(field);
            }
        }
        return mask.build();
    }

    private static int entry(OdpAction action, Bytes payload) throws RefusedException {
        if (payload.size() < Integer.BYTES) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(action), "a label has 4 bytes");
        }
        return payload.at(0) << 24 | payload.at(1) << 16 | payload.at(2) << 8 | payload.at(3);
    }

    private FieldSet() {}
}
