package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.KeyAttribute;
import io.tandem.odp.OdpActionText;
import io.tandem.translate.RefusedException;

/** What rte_flow has no action for, and what an operator can do about it. */
final class Unsupported {
    static RefusedException refuse(OdpAction action) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(action), sentence(action));
    }

    private static String sentence(OdpAction action) {
        return switch (action) {
            case OdpAction.Set set -> set(set.attribute());
            case OdpAction.SetMasked set -> set(set.attribute());
            case OdpAction.Ct _ ->
                "rte_flow tracks connections that the host sets up one by one, which takes tags, and the device has none here"
                        + " (setting tags); the flow stays in software";
            case OdpAction.Userspace _ -> "a rule hands no packet to the datapath's userspace";
            case OdpAction.Psample _ -> "rte_flow samples to ports, not to psample's listeners";
            case OdpAction.Trunc _ -> "a device sends packets whole; a mirror without truncation could be offloaded";
            case OdpAction.Hash _ ->
                "a rule computes no dp_hash; a group with selection_method=hash over fields, or one bucket, needs none";
            case OdpAction.LbOutput _ -> "a rule chooses no member of a bond; turn off lb-output-action";
            case OdpAction.CheckPktLen _ -> "no pattern item has a packet's length";
            case OdpAction.PushMpls _ -> "rte_flow pushes a label, and in DPDK 22.11 has no action that writes it";
            case OdpAction.AddMpls _ -> "rte_flow pushes a label, and in DPDK 22.11 has no action that writes it";
            case OdpAction.PushNsh _ -> "rte_flow has no action for the Network Service Header";
            case OdpAction.PopNsh _ -> "rte_flow has no action for the Network Service Header";
            default -> "rte_flow has no such action";
        };
    }

    private static String set(KeyAttribute attribute) {
        return switch (attribute) {
            case SCTP -> "rte_flow writes ports of TCP and UDP only";
            case TUNNEL -> "this is a tunnel of the kernel's datapath; tnl_push could be offloaded";
            case SKB_MARK, PRIORITY -> "a rule's packets don't pass the host, nobody would see " + attribute.text();
            default -> "rte_flow writes no " + attribute.text();
        };
    }

    private Unsupported() {}
}
