package io.tandem.datapath.header;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;

/** Internet checksums over whole ranges of a packet. Source: RFC 1071; pseudo headers of RFC 768 and RFC 8200. Stateless. */
public final class PacketSum {
    /** The sum of what holds its own right checksum. */
    public static final int RIGHT = 0xffff;

    /**
     * The one's complement sum of a range as 16-bit words, folded to 16 bits; its complement is the checksum.
     *
     * @param to where the range ends; an odd last byte counts as the high half of a word
     */
    public static int of(Packet packet, int from, int to) {
        long sum = 0;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = packet.u64(at);
            sum += (word >>> 32) + (word & 0xffffffffL);
        }
        if (at + Integer.BYTES <= to) {
            sum += packet.u32(at);
            at += Integer.BYTES;
        }
        if (at + Short.BYTES <= to) {
            sum += packet.u16(at);
            at += Short.BYTES;
        }
        if (at < to) {
            sum += packet.u8(at) << 8;
        }
        return fold(sum);
    }

    /**
     * The sum of a range and of the pseudo header before it.
     *
     * @param network where the IP header starts, version 4 or 6
     * @param protocol the transport protocol's number
     */
    public static int withPseudoHeader(Packet packet, int network, int protocol, int from, int to) {
        boolean ipv4 = packet.u8(network) >>> 4 == 4;
        return withPseudoHeader(packet, network, ipv4, protocol, from, to);
    }

    /** The sum of transport header and payload, and of the pseudo header before them, by what the key says that they are. */
    public static int ofTransport(Packet packet, HeaderPositions at) {
        return withPseudoHeader(packet, at.network, at.type == EtherType.IPV4, at.protocol, at.transport, at.end);
    }

    /** The sum of a pseudo header alone, for a transport header and payload of {@code size} bytes. */
    public static int ofPseudoHeader(Packet packet, int network, boolean ipv4, int protocol, int size) {
        int addresses = ipv4 ? of(packet, network + 12, network + 20) : of(packet, network + 8, network + 40);
        return fold((long) addresses + protocol + size);
    }

    private static int withPseudoHeader(Packet packet, int network, boolean ipv4, int protocol, int from, int to) {
        return fold((long) ofPseudoHeader(packet, network, ipv4, protocol, to - from) + of(packet, from, to));
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }

    private PacketSum() {}
}
