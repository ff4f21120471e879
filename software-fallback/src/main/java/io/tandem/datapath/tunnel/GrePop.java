package io.tandem.datapath.tunnel;

import io.tandem.datapath.header.PacketSum;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.TunnelFlag;

/** Takes GRE and ERSPAN headers off. Stateless. Source: Open vSwitch, parse_gre_header and netdev_erspan_pop_header. */
final class GrePop {
    private static final int KNOWN = TunnelHeader.GRE_CSUM | TunnelHeader.GRE_KEY | TunnelHeader.GRE_SEQUENCE;

    static PopResult gre(Packet packet, long outer, int port) {
        int at = OuterIp.transport(outer);
        int end = OuterIp.end(outer);
        if (end - at < TunnelHeader.GRE) {
            return PopResult.HEADER_TRUNCATED;
        }
        int bits = packet.u16(at);
        if ((bits & ~KNOWN) != 0) {
            return PopResult.UNKNOWN_FLAGS;
        }
        int payload = at + TunnelHeader.gre(bits);
        if (payload > end) {
            return PopResult.HEADER_TRUNCATED;
        }
        int option = at + TunnelHeader.GRE;
        int flags = 0;
        if ((bits & TunnelHeader.GRE_CSUM) != 0) {
            if (PacketSum.of(packet, at, end) != 0xffff) {
                return PopResult.GRE_CHECKSUM;
            }
            flags |= TunnelFlag.CSUM.bit();
            option += TunnelHeader.GRE_OPTION;
        }
        long id = 0;
        if ((bits & TunnelHeader.GRE_KEY) != 0) {
            id = packet.u32(option);
            flags |= TunnelFlag.KEY.bit();
        }
        int type = packet.u16(at + 2);
        if (type < EtherType.MINIMUM) {
            return PopResult.UNKNOWN_PAYLOAD;
        }
        OuterIp.describe(packet, outer, flags, id);
        return TunnelPop.strip(packet, payload, port, type == TunnelHeader.TRANSPARENT_BRIDGING ? 0 : type);
    }

    static PopResult erspan(Packet packet, long outer, int port) {
        int at = OuterIp.transport(outer);
        int header = at + TunnelHeader.ERSPAN_GRE;
        int metadataAt = header + TunnelHeader.ERSPAN;
        int end = OuterIp.end(outer);
        if (metadataAt > end) {
            return PopResult.HEADER_TRUNCATED;
        }
        int type = packet.u16(at + 2);
        if (type != TunnelHeader.ERSPAN_TYPE_2 && type != TunnelHeader.ERSPAN_TYPE_3) {
            return PopResult.UNKNOWN_PAYLOAD;
        }
        if ((packet.u16(at) & ~TunnelHeader.GRE_SEQUENCE) != 0) {
            return PopResult.UNKNOWN_FLAGS;
        }
        int version = packet.u8(header) >>> 4;
        if (version != 1 && version != 2) {
            return PopResult.UNKNOWN_VERSION;
        }
        int payload = metadataAt + (version == 1 ? TunnelHeader.ERSPAN_INDEX : TunnelHeader.ERSPAN_METADATA);
        if (payload > end) {
            return PopResult.HEADER_TRUNCATED;
        }
        OuterIp.describe(packet, outer, TunnelFlag.KEY.bit(), packet.u16(header + 2) & TunnelHeader.ERSPAN_SESSION);
        PacketMetadata metadata = packet.metadata();
        metadata.set(FlowField.TUNNEL_ERSPAN_VERSION, version);
        if (version == 1) {
            metadata.set(FlowField.TUNNEL_ERSPAN_INDEX, packet.u32(metadataAt));
        } else {
            int last = packet.u8(metadataAt + 7);
            metadata.set(FlowField.TUNNEL_ERSPAN_DIRECTION, last >>> 3 & 1);
            metadata.set(FlowField.TUNNEL_ERSPAN_HARDWARE_ID, last >>> 4);
        }
        return TunnelPop.strip(packet, payload, port, 0);
    }

    private GrePop() {}
}
