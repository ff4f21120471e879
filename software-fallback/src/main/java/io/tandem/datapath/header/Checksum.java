package io.tandem.datapath.header;

import io.tandem.datapath.packet.Packet;

/**
 * Internet checksums. Source: RFC 1071; updates by RFC 1624, equation 3, word by word in the order in which Open vSwitch
 * (lib/csum.c) makes them, as the order decides between the two forms of zero.
 */
public final class Checksum {
    /** The checksum after one 16-bit word of what it covers has changed. */
    public static int update16(int checksum, int before, int after) {
        int sum = (~checksum & 0xffff) + (~before & 0xffff) + (after & 0xffff);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~sum & 0xffff;
    }

    /** The checksum after one 32-bit word has changed. */
    public static int update32(int checksum, long before, long after) {
        int high = update16(checksum, (int) (before >>> 16) & 0xffff, (int) (after >>> 16) & 0xffff);
        return update16(high, (int) before & 0xffff, (int) after & 0xffff);
    }

    /** The checksum after an Ethernet address has changed. */
    public static int update48(int checksum, long before, long after) {
        int first = update16(checksum, (int) (before >>> 32) & 0xffff, (int) (after >>> 32) & 0xffff);
        return update32(first, before, after);
    }

    /** The checksum after one 64-bit word has changed. */
    public static int update64(int checksum, long before, long after) {
        return update32(update32(checksum, before >>> 32, after >>> 32), before, after);
    }

    /** Adds the bytes of a packet from a multiple of two on to a running sum, which {@link #finish} folds. */
    public static long add(long sum, Packet packet, int from, int to) {
        long total = sum;
        int at = from;
        for (; at + 4 <= to; at += 4) {
            total += packet.u32(at);
        }
        if (at + 2 <= to) {
            total += packet.u16(at);
            at += 2;
        }
        return at < to ? total + (packet.u8(at) << 8) : total;
    }

    /** The checksum of what was added. */
    public static int finish(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }

    private Checksum() {}
}
