package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.KeyAttribute;
import io.tandem.odp.OdpActionText;
import io.tandem.translate.RefusedException;

/** What tc has no action for, and what an operator can do about it. */
final class Unsupported {
    static RefusedException refuse(OdpAction action) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(action), sentence(action));
    }

    private static String sentence(OdpAction action) {
        return switch (action) {
            case OdpAction.Set set -> set(set.attribute());
            case OdpAction.SetMasked set -> set(set.attribute());
            case OdpAction.Userspace userspace ->
                "tc hands no packet to the datapath's userspace; sample with psample, or let the flow stay in software";
            case OdpAction.Trunc trunc -> "tc sends packets whole; a mirror without truncation could be offloaded";
            case OdpAction.Hash hash ->
                "tc computes no dp_hash; a group with selection_method=hash over fields, or one bucket, needs none";
            case OdpAction.LbOutput output ->
                "tc chooses no member of the datapath's bond; bond in the kernel or turn off lb-output-action";
            case OdpAction.PushNsh nsh -> "tc has no Network Service Header";
            case OdpAction.PopNsh nsh -> "tc has no Network Service Header";
            case OdpAction.TnlPush push ->
                "this is a tunnel of the userspace datapath; a tunnel port of the kernel could be offloaded";
            case OdpAction.TnlPop pop ->
                "this is a tunnel of the userspace datapath; a tunnel port of the kernel could be offloaded";
            default -> "tc has no such action";
        };
    }

    private static String set(KeyAttribute attribute) {
        return switch (attribute) {
            case SCTP -> "pedit has no SCTP header; let the flow stay in software";
            case ICMP, ICMPV6, ND, ND_EXT ->
                "pedit finds no ICMP header behind IP options; let the flow stay in software";
            case NSH -> "tc has no Network Service Header";
            case TUNNEL -> "tunnel_key sets a whole tunnel header; set(tunnel(...)) without masks could be offloaded";
            default -> "tc rewrites no " + attribute.text();
        };
    }

    private Unsupported() {}
}
