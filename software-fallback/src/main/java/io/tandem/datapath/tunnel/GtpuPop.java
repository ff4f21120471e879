package io.tandem.datapath.tunnel;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.GtpU;
import io.tandem.flow.TunnelFlag;

/**
 * Takes GTP-U headers off, with their extension headers. Messages that carry no user's packet keep all of their headers
 * and only get the tunnel key, for whoever speaks the protocol. Stateless.
 *
 * <p>Source: 3GPP TS 29.281 sections 5.1 and 5.2; Open vSwitch, netdev_gtpu_pop_header, which knows the optional field of
 * the sequence number alone, and does not set the key's flag for an id that is there. Netlink and text have no id without
 * it, so that no flow of theirs would match.
 */
final class GtpuPop {
    static PopResult pop(Packet packet, long outer, int port) {
        int at = OuterIp.transport(outer) + TunnelHeader.UDP;
        int flags = packet.u8(at);
        int message = packet.u8(at + 1);
        int type = 0;
        int payload = 0;
        if (message == GtpU.G_PDU) {
            int end = OuterIp.end(outer);
            payload = payload(packet, at, end, flags);
            if (payload >= end) {
                return PopResult.HEADER_TRUNCATED;
            }
            type = switch (packet.u8(payload) >>> 4) {
                case 4 -> EtherType.IPV4;
                case 6 -> EtherType.IPV6;
                default -> 0;
            };
            if (type == 0) {
                return PopResult.UNKNOWN_PAYLOAD;
            }
        }
        TunnelPop.describeUdp(packet, outer, TunnelFlag.KEY.bit(), packet.u32(at + 4));
        PacketMetadata metadata = packet.metadata();
        metadata.set(FlowField.TUNNEL_GTPU_FLAGS, flags);
        metadata.set(FlowField.TUNNEL_GTPU_MSGTYPE, message);
        return TunnelPop.strip(packet, payload, port, type);
    }

    /** Where the payload starts; {@code end} or more where there is none. */
    private static int payload(Packet packet, int at, int end, int flags) {
        int here = at + TunnelHeader.GTPU;
        if ((flags & GtpU.OPTIONAL) == 0) {
            return here;
        }
        here += TunnelHeader.GTPU_OPTIONAL;
        boolean extensions = (flags & TunnelHeader.GTPU_EXTENSIONS) != 0;
        // the last byte of the optional fields and of each extension is the type of the next
        while (extensions && here < end && packet.u8(here - 1) != 0) {
            int units = packet.u8(here);
            if (units == 0) {
                return end;
            }
            here += units * 4;
        }
        return here;
    }

    private GtpuPop() {}
}
