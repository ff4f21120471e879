package io.tandem.datapath.conntrack;

import io.tandem.datapath.packet.Packet;

/** Sums for Internet checksums over bytes of a packet, in full. Stateless. Source: RFC 1071. */
final class InternetSum {
    /** The sum of 16-bit words, not folded; an odd last byte counts as the upper one of a word. */
    static long of(Packet packet, int from, int to) {
        long sum = 0;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long word = packet.u64(at);
            sum += (word >>> 32) + (word & 0xffffffffL);
        }
        for (; at + 2 <= to; at += 2) {
            sum += packet.u16(at);
        }
        return at < to ? sum + ((long) packet.u8(at) << 8) : sum;
    }

    /** The sum of the pseudo header of TCP, UDP or ICMPv6. */
    static long pseudoHeader(Packet packet, int network, boolean ipv6, int protocol, int length) {
        return (ipv6 ? of(packet, network + 8, network + 40) : of(packet, network + 12, network + 20))
                + protocol
                + length;
    }

    /** The checksum: the complement of the folded sum. What holds its own right checksum has 0. */
    static int checksum(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffffffffL);
        while (folded >>> 16 != 0) {
            folded = (folded >>> 16) + (folded & 0xffff);
        }
        return (int) ~folded & 0xffff;
    }

    private InternetSum() {}
}
