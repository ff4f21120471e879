package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.odp.OdpActionText;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.translate.RefusedException;

/** VLAN tags on and off. */
final class VlanTags {
    private static final int VID = 0xfff;
    private static final int PCP_SHIFT = 13;

    static void push(ActionList list, OdpAction.PushVlan push) throws RefusedException {
        if (!EtherType.isVlan(push.tpid())) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(push), "VLAN tags have 0x8100 and 0x88a8");
        }
        list.change(RteAction.of(RteActionType.OF_PUSH_VLAN, push.tpid()));
        list.change(RteAction.of(RteActionType.OF_SET_VLAN_VID, push.tci() & VID));
        list.change(RteAction.of(RteActionType.OF_SET_VLAN_PCP, push.tci() >>> PCP_SHIFT & 7));
        PacketState state = list.state();
        state.tags = state.tags < 0 ? state.tags : state.tags + 1;
    }

    static void pop(ActionList list, OdpAction.PopVlan pop) throws RefusedException {
        PacketState state = list.state();
        if (state.tags == 0) {
            return;
        }
        if (state.tags < 0 && !isMatched(state)) {
            throw ActionList.prerequisite(
                    pop, "a device pops a tag that is there; match vlan(...), or that there is none");
        }
        list.change(RteAction.of(RteActionType.OF_POP_VLAN));
        state.tags = state.tags < 0 ? state.tags : state.tags - 1;
    }

    private static boolean isMatched(PacketState state) {
        return !state.changed
                && state.facts.mask().isExact(FlowField.VLAN_CFI)
                && !state.facts.key().isZero(FlowField.VLAN_CFI);
    }

    private VlanTags() {}
}
