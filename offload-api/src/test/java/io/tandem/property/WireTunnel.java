package io.tandem.property;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;

/** The fields of the tunnel that a packet came in by; its addresses tell the same as its id. */
final class WireTunnel {
    /** Puts them into a key. */
    static void put(FlowKey.Builder key, WirePacket packet) {
        key.set(FlowField.TUNNEL_FAMILY, packet.tunnelIpv6 ? 2 : 1)
                .set(FlowField.TUNNEL_ID, packet.tunnelId)
                .set(FlowField.TUNNEL_TOS, packet.tunnelTos)
                .set(FlowField.TUNNEL_TTL, packet.tunnelTtl)
                .set(FlowField.TUNNEL_TP_SRC, packet.tunnelSourcePort)
                .set(FlowField.TUNNEL_TP_DST, packet.tunnelPort)
                .set(FlowField.TUNNEL_FLAGS, packet.tunnelFlags);
        if (packet.tunnelIpv6) {
            key.set(FlowField.TUNNEL_IPV6_SRC, 1, packet.tunnelId).set(FlowField.TUNNEL_IPV6_DST, 1, 5);
        } else {
            key.set(FlowField.TUNNEL_IPV4_SRC, packet.tunnelId).set(FlowField.TUNNEL_IPV4_DST, 5);
        }
    }

    private WireTunnel() {}
}
