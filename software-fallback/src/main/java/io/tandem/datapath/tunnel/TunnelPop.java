package io.tandem.datapath.tunnel;

import io.tandem.datapath.header.CheckedSum;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.FlowField;
import io.tandem.flow.TunnelFlag;

/**
 * Takes a tunnel's headers off: what they say becomes the packet's tunnel key, and the packet one that came in by the
 * tunnel's port. Stateless, for any thread; allocates nothing and never throws, whatever the packet holds.
 *
 * <p>Checks what Open vSwitch's pop_header functions in lib/netdev-native-tnl.c do, and more: fragments are refused, and
 * GTP-U that carries neither IPv4 nor IPv6.
 */
public final class TunnelPop {
    /** Pops, or says why not and leaves the packet as it is. */
    public static PopResult pop(Packet packet, TunnelPortConfig config) {
        long outer = OuterIp.find(packet);
        if (outer < 0) {
            return OuterIp.refusal(outer);
        }
        TunnelProtocol protocol = config.protocol();
        if (protocol == TunnelProtocol.SRV6) {
            return SegmentRoutingPop.pop(packet, outer, config.number());
        }
        if (OuterIp.protocol(outer) != protocol.ipProtocol()) {
            return PopResult.WRONG_PROTOCOL;
        }
        if (!protocol.overUdp()) {
            return protocol == TunnelProtocol.GRE
                    ? GrePop.gre(packet, outer, config.number())
                    : GrePop.erspan(packet, outer, config.number());
        }
        PopResult udp = udp(packet, outer);
        if (udp != PopResult.POPPED) {
            return udp;
        }
        return switch (protocol) {
            case VXLAN -> VxlanPop.pop(packet, outer, config);
            case GENEVE -> geneve(packet, outer, config.number());
            default -> GtpuPop.pop(packet, outer, config.number());
        };
    }

    /** A checksum of zero says that there is none (RFC 768, RFC 6935). */
    private static PopResult udp(Packet packet, long outer) {
        int at = OuterIp.transport(outer);
        int end = OuterIp.end(outer);
        // each of the three has a header of eight bytes
        if (end - at < TunnelHeader.UDP + TunnelHeader.VXLAN) {
            return PopResult.HEADER_TRUNCATED;
        }
        boolean right = packet.u16(at + 6) == 0 || CheckedSum.udp(packet, OuterIp.network(outer), at, end);
        return right ? PopResult.POPPED : PopResult.UDP_CHECKSUM;
    }

    private static PopResult geneve(Packet packet, long outer, int port) {
        int at = OuterIp.transport(outer) + TunnelHeader.UDP;
        int start = packet.u16(at);
        int options = (start >>> 8 & 0x3f) * 4;
        int payload = at + TunnelHeader.GENEVE + options;
        if (payload > OuterIp.end(outer)) {
            return PopResult.HEADER_TRUNCATED;
        }
        if (start >>> 14 != 0) {
            return PopResult.UNKNOWN_VERSION;
        }
        if (packet.u16(at + 2) != TunnelHeader.TRANSPARENT_BRIDGING) {
            return PopResult.UNKNOWN_PAYLOAD;
        }
        int oam = (start & TunnelHeader.GENEVE_OAM) != 0 ? TunnelFlag.OAM.bit() : 0;
        describeUdp(packet, outer, oam | TunnelFlag.KEY.bit(), packet.u32(at + 4) >>> 8);
        int first = at + TunnelHeader.GENEVE;
        for (int i = 0; i < options; i += Long.BYTES) {
            long word = options - i >= Long.BYTES ? packet.u64(first + i) : packet.u32(first + i) << 32;
            packet.metadata().set(FlowField.TUNNEL_GENEVE_OPTIONS, i / Long.BYTES, word);
        }
        packet.metadata().set(FlowField.TUNNEL_OPTIONS_LENGTH, options);
        return strip(packet, payload, port, 0);
    }

    /** Makes the tunnel key one of the outer IP and UDP headers. */
    static void describeUdp(Packet packet, long outer, int flags, long id) {
        int at = OuterIp.transport(outer);
        int checksum = packet.u16(at + 6) != 0 ? TunnelFlag.CSUM.bit() : 0;
        OuterIp.describe(packet, outer, flags | checksum, id);
        packet.metadata().set(FlowField.TUNNEL_TP_SRC, packet.u16(at));
        packet.metadata().set(FlowField.TUNNEL_TP_DST, packet.u16(at + 2));
    }

    /**
     * Takes off all that is in front of the payload.
     *
     * @param type the Ethernet type that stands for the payload's first header, 0 for Ethernet itself
     */
    static PopResult strip(Packet packet, int payload, int port, int type) {
        packet.remove(0, payload);
        packet.metadata().set(FlowField.PACKET_TYPE_NS, type == 0 ? 0 : 1);
        packet.metadata().set(FlowField.PACKET_TYPE_ID, type);
        packet.inPort(port);
        packet.forgetOffloads();
        return PopResult.POPPED;
    }

    private TunnelPop() {}
}
