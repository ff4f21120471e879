package io.tandem.rte.translate;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import java.util.Arrays;

/** What a device that keeps to the DPDK guide makes of a frame that a rule takes: headers off and on, as they are given. */
final class ActionModel {
    /** The frame as it leaves. */
    static byte[] apply(RteRule rule, byte[] frame) {
        byte[] packet = frame;
        for (RteAction action : rule.actions()) {
            packet = switch (action) {
                case RteAction.RawDecap(Bytes header) -> Arrays.copyOfRange(packet, header.size(), packet.length);
                case RteAction.RawEncap(Bytes header) -> behind(header.toArray(), packet);
                case RteAction.Valued _ -> packet;
                default -> throw new AssertionError("no rule here has " + action);
            };
        }
        return packet;
    }

    private static byte[] behind(byte[] header, byte[] packet) {
        byte[] longer = Arrays.copyOf(header, header.length + packet.length);
        System.arraycopy(packet, 0, longer, header.length, packet.length);
        return longer;
    }

    private ActionModel() {}
}
