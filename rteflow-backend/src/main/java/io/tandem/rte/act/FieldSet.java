package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.odp.OdpActionText;
import io.tandem.rte.flow.PacketField;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField;
import io.tandem.rte.flow.RteActionType;
import io.tandem.translate.RefusedException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** {@code set} and its masked form: the action that writes each field, whole. */
final class FieldSet {
    private static final int ECN = 0x03;
    private static final int DSCP = 0xfc;
    private static final int ECN_BITS = 2;

    private static final Map<FlowField, RteActionType> WHOLE = whole();

    private static Map<FlowField, RteActionType> whole() {
        Map<FlowField, RteActionType> map = new EnumMap<>(FlowField.class);
        map.put(FlowField.ETH_SRC, RteActionType.SET_MAC_SRC);
        map.put(FlowField.ETH_DST, RteActionType.SET_MAC_DST);
        map.put(FlowField.VLAN_VID, RteActionType.OF_SET_VLAN_VID);
        map.put(FlowField.VLAN_PCP, RteActionType.OF_SET_VLAN_PCP);
        map.put(FlowField.IPV4_SRC, RteActionType.SET_IPV4_SRC);
        map.put(FlowField.IPV4_DST, RteActionType.SET_IPV4_DST);
        map.put(FlowField.IPV4_TTL, RteActionType.SET_TTL);
        map.put(FlowField.IPV6_SRC, RteActionType.SET_IPV6_SRC);
        map.put(FlowField.IPV6_DST, RteActionType.SET_IPV6_DST);
        map.put(FlowField.IPV6_HLIMIT, RteActionType.SET_TTL);
        map.put(FlowField.TCP_SRC, RteActionType.SET_TP_SRC);
        map.put(FlowField.TCP_DST, RteActionType.SET_TP_DST);
        map.put(FlowField.UDP_SRC, RteActionType.SET_TP_SRC);
        map.put(FlowField.UDP_DST, RteActionType.SET_TP_DST);
        return Collections.unmodifiableMap(map);
    }

    static void add(ActionList list, OdpAction.Set set) throws RefusedException {
        if (set.attribute().size() < 0) {
            throw Unsupported.refuse(set);
        }
        FlowMask.Builder mask = FlowMask.builder();
        for (FlowField field : set.attribute().fields()) {
            switch (field) {
                case IPV4_PROTO, IPV4_FRAG, IPV6_PROTO, IPV6_FRAG, VLAN_CFI -> {}
                default -> mask.exact(field);
            }
        }
        fields(list, set, set.attribute(), set.value(), mask.build());
    }

    static void add(ActionList list, OdpAction.SetMasked set) throws RefusedException {
        if (set.attribute().size() < 0) {
            throw Unsupported.refuse(set);
        }
        fields(list, set, set.attribute(), set.value(), set.mask());
    }

    private static void fields(ActionList list, OdpAction action, KeyAttribute attribute, FlowKey value, FlowMask mask)
            throws RefusedException {
        require(list, action, attribute);
        for (FlowField field : attribute.fields()) {
            if (mask.isZero(field) || field == FlowField.VLAN_CFI) {
                continue;
            }
            switch (field) {
                case IPV4_TOS, IPV6_TCLASS ->
                    tos(list, field == FlowField.IPV6_TCLASS, (int) value.get(field), (int) mask.get(field), action);
                default -> whole(list, action, field, value, mask);
            }
        }
    }

    private static void whole(ActionList list, OdpAction action, FlowField field, FlowKey value, FlowMask mask)
            throws RefusedException {
        RteActionType type = WHOLE.get(field);
        if (type == null) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(action),
                    "rte_flow has no action that writes " + field.path());
        }
        if (!mask.isExact(field)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    OdpActionText.print(action),
                    "rte_flow writes " + field.path() + " whole; set all of its bits");
        }
        if (type == RteActionType.SET_TTL) {
            list.state().leastTtl = (int) value.get(field);
        }
        list.change(
                field.wide()
                        ? new RteAction.Valued(
                                type,
                                Bytes.of(ByteBuffer.allocate(2 * Long.BYTES)
                                        .putLong(value.get(field))
                                        .putLong(value.getLow(field))
                                        .array()))
                        : RteAction.of(type, value.get(field)));
    }

    private static void tos(ActionList list, boolean ipv6, int value, int mask, OdpAction action)
            throws RefusedException {
        int dscp = mask & DSCP;
        int ecn = mask & ECN;
        if (dscp != 0 && dscp != DSCP || ecn != 0 && ecn != ECN) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    OdpActionText.print(action),
                    "rte_flow writes DSCP and ECN each whole");
        }
        if (dscp != 0) {
            list.change(
                    RteAction.of(ipv6 ? RteActionType.SET_IPV6_DSCP : RteActionType.SET_IPV4_DSCP, value >>> ECN_BITS));
        }
        if (ecn != 0) {
            list.change(new ModifyField(
                    ModifyField.Operation.SET,
                    new ModifyField.FieldRange(ipv6 ? PacketField.IPV6_ECN : PacketField.IPV4_ECN, 0, 0),
                    new ModifyField.Immediate(Bytes.of((byte) (value & ECN))),
                    ECN_BITS));
        }
    }

    /** Each action needs the item of its header in the pattern. Source: DPDK guide, actions SET_*. */
    private static void require(ActionList list, OdpAction action, KeyAttribute attribute) throws RefusedException {
        PacketState state = list.state();
        if (state.encapsulated) {
            throw ActionList.order(action, "a tunnel's headers are in front by then, and a set would write those");
        }
        boolean there =
                switch (attribute) {
                    case ETHERNET -> true;
                    case VLAN -> state.tags > 0;
                    case IPV4 -> state.etherType == EtherType.IPV4;
                    case IPV6 -> state.etherType == EtherType.IPV6;
                    case TCP -> state.isIp() && state.protocol == IpProto.TCP;
                    case UDP -> state.isIp() && state.protocol == IpProto.UDP;
                    default -> throw Unsupported.refuse(action);
                };
        if (!there) {
            throw ActionList.prerequisite(
                    action, "the flow doesn't match packets by " + attribute.text() + ", which a device has to find");
        }
        if (attribute == KeyAttribute.TCP || attribute == KeyAttribute.UDP) {
            list.needsTransport();
        }
    }

    private FieldSet() {}
}
