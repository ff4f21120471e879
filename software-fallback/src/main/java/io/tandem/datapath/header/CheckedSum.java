package io.tandem.datapath.header;

import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;

/**
 * Whether checksums of a packet are right. What the NIC has verified is not added up again, where that comes to the same:
 * NICs differ in what they make of options, of a UDP length that is not the packet's, and of a UDP checksum of zero over
 * IPv6. What it calls wrong is added up. Stateless.
 */
public final class CheckedSum {
    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;

    /** Of an IPv4 header. */
    public static boolean ipv4(Packet packet, int network, int end) {
        return packet.ipChecksumGood() || PacketSum.of(packet, network, end) == PacketSum.RIGHT;
    }

    /** Of transport header and payload, and of the pseudo header before them. */
    public static boolean transport(Packet packet, HeaderPositions at) {
        return verified(packet, at.type == EtherType.IPV4, at.network, at.protocol, at.transport, at.end)
                || PacketSum.ofTransport(packet, at) == PacketSum.RIGHT;
    }

    /**
     * Of UDP.
     *
     * @param network where the IP header starts, version 4 or 6
     */
    public static boolean udp(Packet packet, int network, int at, int end) {
        return verified(packet, packet.u8(network) >>> 4 == 4, network, IpProto.UDP, at, end)
                || PacketSum.withPseudoHeader(packet, network, IpProto.UDP, at, end) == PacketSum.RIGHT;
    }

    private static boolean verified(Packet packet, boolean ipv4, int network, int protocol, int at, int end) {
        if (!packet.transportChecksumGood()
                || at - network != (ipv4 ? HeaderChecks.IPV4_HEADER : HeaderChecks.IPV6_HEADER)) {
            return false;
        }
        return protocol == IpProto.TCP
                || protocol == IpProto.UDP
                        && packet.u16(at + UDP_LENGTH) == end - at
                        && packet.u16(at + UDP_CHECKSUM) != 0;
    }

    private CheckedSum() {}
}
