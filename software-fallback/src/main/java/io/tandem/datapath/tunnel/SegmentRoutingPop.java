package io.tandem.datapath.tunnel;

import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;

/**
 * Takes an IPv6 header with a segment routing header off. Stateless. Source: RFC 8754; Open vSwitch,
 * netdev_srv6_pop_header.
 */
final class SegmentRoutingPop {
    private static final int AUTHENTICATION = 51;

    static PopResult pop(Packet packet, long outer, int port) {
        int network = OuterIp.network(outer);
        int payload = OuterIp.transport(outer);
        int routing = packet.u8(network) >>> 4 == 6 ? lastExtension(packet, network, payload) : -1;
        if (routing < 0 || packet.u8(routing + 2) != TunnelHeader.SEGMENT_ROUTING_TYPE) {
            return PopResult.WRONG_PROTOCOL;
        }
        if (packet.u8(routing + 3) != 0) {
            return PopResult.SEGMENTS_LEFT;
        }
        int type =
                switch (OuterIp.protocol(outer)) {
                    case TunnelHeader.IPV4_IN_IPV6 -> EtherType.IPV4;
                    case TunnelHeader.IPV6_IN_IPV6 -> EtherType.IPV6;
                    default -> 0;
                };
        if (type == 0) {
            return PopResult.UNKNOWN_PAYLOAD;
        }
        OuterIp.describe(packet, outer, 0, 0);
        return TunnelPop.strip(packet, payload, port, type);
    }

    /** Where the last extension header starts, if it is a routing header; negative if not. */
    private static int lastExtension(Packet packet, int network, int payload) {
        int at = network + HeaderChecks.IPV6_HEADER;
        int kind = packet.u8(network + 6);
        int last = -1;
        int lastKind = 0;
        while (at < payload) {
            last = at;
            lastKind = kind;
            kind = packet.u8(at);
            int units = packet.u8(at + 1);
            at += lastKind == AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
        }
        return lastKind == TunnelProtocol.ROUTING ? last : -1;
    }

    private SegmentRoutingPop() {}
}
