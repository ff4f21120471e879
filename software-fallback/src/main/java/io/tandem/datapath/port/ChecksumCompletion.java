package io.tandem.datapath.port;

import io.tandem.datapath.header.PacketSum;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;

/**
 * Completes checksums that a sender on the same machine left to hardware that does not exist: the checksum field holds
 * the sum of the pseudo header only. Stateless; allocates nothing. Source: linux/skbuff.h, CHECKSUM_PARTIAL.
 */
public final class ChecksumCompletion {
    private static final int ETHERNET_TYPE_AT = 12;
    private static final int VLAN_TAG = 4;
    private static final int MOST_EXTENSIONS = 8;

    /**
     * Completes the checksum that the kernel says is open.
     *
     * @param start the first byte that it covers, in bytes from the frame's first
     * @param offset where it lies, in bytes from {@code start}
     * @return false, and nothing done, where that is not inside the frame
     */
    public static boolean complete(Packet packet, int start, int offset) {
        if (start + offset + 2 > packet.length()) {
            return false;
        }
        close(packet, start, packet.length(), start + offset);
        return true;
    }

    /**
     * Completes the TCP or UDP checksum of a packet whose source does not say which are open: one is where it equals the
     * sum of its pseudo header. A complete checksum that happens to be the same stays what it is, as both ways lead to
     * it.
     */
    public static void completeWhereOpen(Packet packet) {
        ofFrame(packet, 0, true);
    }

    /**
     * @param frame where it starts
     * @param outer false for a frame that a tunnel carries
     */
    private static void ofFrame(Packet packet, int frame, boolean outer) {
        int at = frame + ETHERNET_TYPE_AT;
        int length = packet.length();
        if (length < at + 2) {
            return;
        }
        int type = packet.u16(at);
        while (EtherType.isVlan(type) && length >= at + 2 + VLAN_TAG) {
            at += VLAN_TAG;
            type = packet.u16(at);
        }
        if (type == EtherType.IPV4) {
            ofIpv4(packet, at + 2, outer);
        } else if (type == EtherType.IPV6) {
            ofIpv6(packet, at + 2, outer);
        }
    }

    private static void ofIpv4(Packet packet, int ip, boolean outer) {
        if (packet.length() < ip + 20 || (packet.u16(ip + 6) & 0x3fff) != 0) {
            return;
        }
        int transport = ip + (packet.u8(ip) & 0xf) * 4;
        int end = ip + packet.u16(ip + 2);
        ofTransport(packet, ip, true, packet.u8(ip + 9), transport, end, outer);
    }

    private static void ofIpv6(Packet packet, int ip, boolean outer) {
        if (packet.length() < ip + 40) {
            return;
        }
        int end = ip + 40 + packet.u16(ip + 4);
        int protocol = packet.u8(ip + 6);
        int at = ip + 40;
        for (int i = 0; i < MOST_EXTENSIONS && skipped(protocol); i++) {
            if (at + 8 > Math.min(end, packet.length())) {
                return;
            }
            protocol = packet.u8(at);
            at += (packet.u8(at + 1) + 1) * 8;
        }
        ofTransport(packet, ip, false, protocol, at, end, outer);
    }

    /** Hop-by-hop, routing and destination options. */
    private static boolean skipped(int protocol) {
        return protocol == 0 || protocol == 43 || protocol == 60;
    }

    private static void ofTransport(
            Packet packet, int ip, boolean ipv4, int protocol, int transport, int end, boolean outer) {
        int field;
        if (protocol == IpProto.TCP && end - transport >= 20) {
            field = transport + 16;
        } else if (protocol == IpProto.UDP && end - transport >= 8) {
            field = transport + 6;
            if (outer && end <= packet.length()) {
                ofTunnel(packet, transport, end);
            }
        } else {
            return;
        }
        if (end > packet.length()
                || packet.u16(field) != PacketSum.ofPseudoHeader(packet, ip, ipv4, protocol, end - transport)) {
            return;
        }
        close(packet, transport, end, field);
    }

    /**
     * What a tunnel carries may be open where the tunnel's own checksum is not; that one was made as if the other were
     * complete. Source: Linux Documentation/networking/checksum-offloads.rst, local checksum offload.
     */
    private static void ofTunnel(Packet packet, int udp, int end) {
        int header = udp + 8;
        if (header + 8 > end) {
            return;
        }
        int port = packet.u16(udp + 2);
        if (port == TunnelProtocol.VXLAN.usualPort()) {
            ofFrame(packet, header + 8, false);
        } else if (port == TunnelProtocol.GENEVE.usualPort()) {
            ofFrame(packet, header + 8 + (packet.u8(header) & 0x3f) * 4, false);
        }
    }

    /** Zero would say that there is none (RFC 768), so its equal goes out. */
    private static void close(Packet packet, int from, int end, int field) {
        int checksum = ~PacketSum.of(packet, from, end) & 0xffff;
        packet.put16(field, checksum == 0 ? 0xffff : checksum);
    }

    private ChecksumCompletion() {}
}
