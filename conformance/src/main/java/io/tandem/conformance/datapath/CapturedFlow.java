package io.tandem.conformance.datapath;

import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who talks to whom in a frame without tags.
 *
 * @param etherType IPv4 or IPv6
 * @param protocol of IP
 * @param source address, and port where there are ports, in hex digits
 * @param destination the same
 */
record CapturedFlow(int etherType, int protocol, String source, String destination) {
    private static final int ETHERNET = 14;

    /** Reads it; nothing where the frame is no IP packet, is cut short, or is a later fragment. */
    static Optional<CapturedFlow> of(Bytes frame) {
        byte[] bytes = frame.toArray();
        Packet packet = PacketBatch.single();
        packet.set(bytes, 0, bytes.length, 1, 0);
        HeaderPositions at = new HeaderPositions();
        if (!at.findIp(packet) || at.protocol < 0 || at.network != ETHERNET) {
            return Optional.empty();
        }
        boolean ipv6 = at.type == EtherType.IPV6;
        int size = ipv6 ? 16 : 4;
        int source = at.network + (ipv6 ? 8 : 12);
        boolean ports = hasPorts(at.protocol) && at.transport + 4 <= at.end;
        return Optional.of(new CapturedFlow(
                at.type,
                at.protocol,
                hex(bytes, source, size) + (ports ? hex(bytes, at.transport, 2) : ""),
                hex(bytes, source + size, size) + (ports ? hex(bytes, at.transport + 2, 2) : "")));
    }

    /** What answers it. */
    CapturedFlow reversed() {
        return new CapturedFlow(etherType, protocol, destination, source);
    }

    private static boolean hasPorts(int protocol) {
        return protocol == IpProto.TCP || protocol == IpProto.UDP || protocol == IpProto.SCTP;
    }

    private static String hex(byte[] bytes, int from, int size) {
        return HexFormat.of().formatHex(bytes, from, from + size);
    }
}
