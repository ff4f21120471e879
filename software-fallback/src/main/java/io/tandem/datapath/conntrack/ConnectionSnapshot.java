package io.tandem.datapath.conntrack;

import io.tandem.flow.Bytes;
import java.nio.ByteBuffer;

/**
 * A connection as it was at one moment. Source: Open vSwitch lib/ct-dpif.h, struct ct_dpif_entry.
 *
 * @param protocol IP protocol number
 * @param original the direction of the side that began
 * @param reply what comes back, as it comes back: to the translated address, where there is one
 * @param zone the zone
 * @param mark the mark
 * @param labelHigh upper 64 bits of the label
 * @param labelLow lower 64 bits
 * @param phase how far it is
 * @param detail the state of its protocol in words, of both sides; empty where there is none
 * @param state the same in one word
 * @param nanosLeft how long it is kept without a further packet, in nanoseconds
 */
public record ConnectionSnapshot(
        int protocol,
        Direction original,
        Direction reply,
        int zone,
        int mark,
        long labelHigh,
        long labelLow,
        ConnectionPhase phase,
        String detail,
        String state,
        long nanosLeft) {
    /**
     * One direction.
     *
     * @param src source address, 4 or 16 bytes, big-endian
     * @param dst destination address
     * @param srcPort source port; of an ICMP or ICMPv6 echo its id
     * @param dstPort destination port; of an echo its type in the upper, its code in the lower 8 bits
     */
    public record Direction(Bytes src, Bytes dst, int srcPort, int dstPort) {
        static Direction of(Tuple tuple) {
            boolean icmp = tuple.isIcmp();
            return new Direction(
                    address(tuple.ipv6, tuple.srcHigh, tuple.srcLow),
                    address(tuple.ipv6, tuple.dstHigh, tuple.dstLow),
                    icmp ? Tuple.icmpId(tuple.srcPort) : tuple.srcPort,
                    icmp ? tuple.srcPort & 0xffff : tuple.dstPort);
        }

        private static Bytes address(boolean ipv6, long high, long low) {
            return ipv6
                    ? Bytes.of(
                            ByteBuffer.allocate(16).putLong(high).putLong(low).array())
                    : Bytes.of(ByteBuffer.allocate(4).putInt((int) low).array());
        }
    }

    static ConnectionSnapshot of(Connection connection, long now) {
        synchronized (connection) {
            return new ConnectionSnapshot(
                    connection.original.protocol,
                    Direction.of(connection.original),
                    Direction.of(connection.reply),
                    connection.original.zone,
                    connection.mark,
                    connection.labelHigh,
                    connection.labelLow,
                    connection.state.phase(),
                    connection.state.text(),
                    connection.state.word(),
                    Math.max(0, connection.expiration() - now));
        }
    }
}
