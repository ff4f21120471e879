package io.tandem.conformance.datapath;

import io.tandem.action.OdpAction;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.EtherType;
import java.util.List;

/**
 * Where Open vSwitch and the kernel have different lengths of one packet. Source: Open vSwitch lib/odp-execute.c,
 * odp_execute_check_pkt_len; Linux net/openvswitch/actions.c, execute_check_pkt_len and do_execute_actions.
 */
final class DisputedLength {
    private DisputedLength() {}

    /**
     * True where a trunc is not followed by its output at once but by a copy, a lookup or a length asked for, where it
     * cuts a packet with a tag, or where a length that is asked for lies between what the two take for the packet's.
     */
    static boolean decides(DatapathCase wanted) {
        if (wanted.flows().stream().anyMatch(f -> reachesFurther(CaseActions.of(f)))) {
            return true;
        }
        int pushed = HeaderPositions.TAG
                * (int) CaseActions.all(wanted)
                        .filter(OdpAction.PushVlan.class::isInstance)
                        .count();
        return CaseActions.all(wanted)
                .anyMatch(action -> wanted.packets().stream().anyMatch(packet -> switch (action) {
                    case OdpAction.CheckPktLen(int length, var _, var _) -> isBetween(packet, pushed, length);
                    case OdpAction.Trunc(int length) -> cutsTagged(packet, pushed, length);
                    default -> false;
                }));
    }

    private static boolean cutsTagged(CasePacket each, int pushed, int length) {
        boolean tagged = EtherType.isVlan(
                each.frame().at(HeaderPositions.ADDRESSES) << 8 | each.frame().at(HeaderPositions.ADDRESSES + 1));
        return (tagged || pushed > 0) && length < each.frame().size() + pushed;
    }

    private static boolean reachesFurther(List<OdpAction> actions) {
        boolean cut = false;
        for (OdpAction action : actions) {
            switch (action) {
                case OdpAction.Trunc _ -> cut = true;
                case OdpAction.Output _ -> cut = false;
                case OdpAction.Sample _, OdpAction.Clone _, OdpAction.CheckPktLen _, OdpAction.Recirc _ -> {
                    if (cut) {
                        return true;
                    }
                }
                default -> {}
            }
            if (CaseActions.nested(action).anyMatch(DisputedLength::reachesFurther)) {
                return true;
            }
        }
        return false;
    }

    /** The least is the frame's without its tags and padding, the most the frame's with what is pushed. */
    private static boolean isBetween(CasePacket each, int pushed, int length) {
        byte[] frame = each.frame().toArray();
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, each.port(), 0);
        HeaderPositions at = new HeaderPositions();
        int least = at.findIp(packet) ? at.end : frame.length;
        int tags = 0;
        for (int type = HeaderPositions.ADDRESSES; isTag(packet, type); type += HeaderPositions.TAG) {
            tags += HeaderPositions.TAG;
        }
        return least - tags <= length && length < frame.length + pushed;
    }

    private static boolean isTag(Packet packet, int at) {
        return at + 2 <= packet.length() && EtherType.isVlan(packet.u16(at));
    }
}
