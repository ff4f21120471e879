package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.odp.OdpActionText;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.translate.RefusedException;
import java.util.List;
import java.util.Optional;

/**
 * {@code check_pkt_len} as police with an MTU: packets that conform go on, longer ones jump over their branch.
 *
 * <p>The datapath counts the outermost VLAN tag, police doesn't, and police keeps the length that the packet came with.
 * Source: net/sched/act_police.c, tcf_police_mtu_check; net/openvswitch/actions.c, execute_check_pkt_len.
 */
final class LengthCheck {
    static final int TAG = 4;

    static boolean add(ActionList list, OdpAction.CheckPktLen check, boolean last) throws RefusedException {
        PacketState before = list.state();
        String subject = OdpActionText.print(check);
        if (!list.capabilities().policeMtu()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION, subject, "this kernel's police has no MTU alone (Linux 5.10)");
        }
        if (before.resized || before.facts.recirculated()) {
            throw ActionList.order(
                    check, "police knows the length that a packet came with, not the one that it has now");
        }
        int mtu = check.length() - (before.tags == 0 ? 0 : TAG);
        if (before.tags < 0 || mtu <= 0) {
            throw ActionList.prerequisite(
                    check,
                    "police counts no VLAN tag: the flow must match tags or that there are none, and the length"
                            + " leave something without one");
        }
        if (!last && !(ActionList.onlyOutputs(check.greater()) && ActionList.onlyOutputs(check.lessOrEqual()))) {
            throw ActionList.order(
                    check,
                    "tc has no copy of a packet to change and go on with; branches that change it must come last");
        }
        List<TcAction> actions = list.actions();
        int police = actions.size();
        list.pipe(new ActionBody.Gact());
        list.resume(before.copy());
        list.add(check.lessOrEqual(), last);
        PacketState shorter = list.state();
        int middle = actions.size();
        list.resume(before.copy());
        list.add(check.greater(), last);
        int end = actions.size();
        before.join(shorter, list.state());
        list.resume(before);
        int shorterSize = middle - police - 1;
        TcControl conform = TcControl.PIPE;
        if (!last && end > middle) {
            TcControl over = TcControl.jump(end);
            if (shorterSize == 0) {
                conform = over;
            } else {
                actions.set(middle - 1, actions.get(middle - 1).withControl(over));
            }
        }
        TcControl exceed = shorterSize == 0 ? TcControl.PIPE : TcControl.jump(middle);
        actions.set(police, TcAction.of(new ActionBody.Police(0, 0, mtu, 0, 0, 0, 0, 0, Optional.of(conform)), exceed));
        return last;
    }

    private LengthCheck() {}
}
