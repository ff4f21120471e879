package io.tandem.datapath.conntrack;

import io.tandem.flow.IpProto;
import java.nio.ByteBuffer;

/**
 * What the packets of one direction of a connection have in common: zone, protocol, and an address and port of each
 * side. For an ICMP echo the ports are id, type and code, of which the destination's has the type of the answer.
 *
 * <p>Numbers in host byte order, big-endian in meaning. A scratch tuple belongs to one packet thread; one that a
 * connection holds never changes. Source: Open vSwitch lib/conntrack-private.h, struct conn_key.
 */
final class Tuple {
    /** Of an IPv4 address 0. */
    long srcHigh;

    /** An IPv4 address in its low 32 bits. */
    long srcLow;

    long dstHigh;
    long dstLow;

    /** A port, or id, type and code of ICMP from the highest bit on; zero for other protocols. */
    int srcPort;

    int dstPort;
    int zone;
    int protocol;
    boolean ipv6;

    /** That of a direction that was read out. */
    static Tuple of(ConnectionSnapshot.Direction direction, int zone, int protocol) {
        ByteBuffer src = ByteBuffer.wrap(direction.src().toArray());
        ByteBuffer dst = ByteBuffer.wrap(direction.dst().toArray());
        Tuple tuple = new Tuple();
        tuple.zone = zone;
        tuple.protocol = protocol;
        tuple.ipv6 = src.remaining() > Integer.BYTES;
        tuple.srcHigh = tuple.ipv6 ? src.getLong() : 0;
        tuple.srcLow = tuple.ipv6 ? src.getLong() : Integer.toUnsignedLong(src.getInt());
        tuple.dstHigh = tuple.ipv6 ? dst.getLong() : 0;
        tuple.dstLow = tuple.ipv6 ? dst.getLong() : Integer.toUnsignedLong(dst.getInt());
        tuple.srcPort = direction.srcPort();
        tuple.dstPort = direction.dstPort();
        return tuple;
    }

    void set(Tuple other) {
        srcHigh = other.srcHigh;
        srcLow = other.srcLow;
        dstHigh = other.dstHigh;
        dstLow = other.dstLow;
        srcPort = other.srcPort;
        dstPort = other.dstPort;
        zone = other.zone;
        protocol = other.protocol;
        ipv6 = other.ipv6;
    }

    Tuple copy() {
        Tuple copy = new Tuple();
        copy.set(this);
        return copy;
    }

    /** Turns into the tuple of the packets that come back. */
    void reverse() {
        long high = srcHigh;
        long low = srcLow;
        int port = srcPort;
        srcHigh = dstHigh;
        srcLow = dstLow;
        srcPort = dstPort;
        dstHigh = high;
        dstLow = low;
        dstPort = port;
    }

    boolean same(Tuple other) {
        return srcLow == other.srcLow
                && dstLow == other.dstLow
                && srcPort == other.srcPort
                && dstPort == other.dstPort
                && srcHigh == other.srcHigh
                && dstHigh == other.dstHigh
                && zone == other.zone
                && protocol == other.protocol
                && ipv6 == other.ipv6;
    }

    boolean isIcmp() {
        return protocol == (ipv6 ? IpProto.ICMPV6 : IpProto.ICMP);
    }

    static int icmpPort(int id, int type, int code) {
        return id << 16 | type << 8 | code;
    }

    static int icmpId(int port) {
        return port >>> 16;
    }

    static int icmpType(int port) {
        return port >>> 8 & 0xff;
    }

    static int icmpCode(int port) {
        return port & 0xff;
    }

    /** The port as the original tuple of a flow key shows it: ICMP's type for the source, code for the destination. */
    int shownSource() {
        return isIcmp() ? icmpType(srcPort) : srcPort;
    }

    int shownDestination() {
        return isIcmp() ? icmpCode(srcPort) : dstPort;
    }

    /**
     * The same number for both directions, and one that nobody can foresee who does not know the seeds.
     *
     * @param seed one random number
     * @param other another one
     */
    int hash(long seed, long other) {
        long src = fold(fold(srcLow ^ seed, srcHigh ^ other) ^ srcPort, other);
        long dst = fold(fold(dstLow ^ seed, dstHigh ^ other) ^ dstPort, other);
        long rest = (long) zone << 16 | protocol << 1 | (ipv6 ? 1 : 0);
        long hash = fold(src + dst ^ seed, rest ^ other);
        return (int) (hash ^ hash >>> 32);
    }

    /** Multiplies to 128 bits and lays one half on the other. */
    private static long fold(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
