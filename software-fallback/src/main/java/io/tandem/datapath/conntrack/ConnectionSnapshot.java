package io.tandem.datapath.conntrack;

import io.tandem.backend.TrackedConnection;
import io.tandem.flow.Bytes;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.IpProto;
import java.nio.ByteBuffer;
import java.util.List;

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

    /**
     * What a device is told of both directions once it is established, the one that began first.
     *
     * @throws IllegalArgumentException where it is none of TCP or UDP
     */
    public List<TrackedConnection> tracked() {
        return List.of(tracked(original, 0), tracked(reply, CtStateFlag.REPLY.bit()));
    }

    private TrackedConnection tracked(Direction direction, int replyBit) {
        ByteBuffer src = ByteBuffer.wrap(direction.src().toArray());
        ByteBuffer dst = ByteBuffer.wrap(direction.dst().toArray());
        FlowKey.Builder key = FlowKey.builder()
                .set(FlowField.CT_STATE, CtStateFlag.ESTABLISHED.bit() | CtStateFlag.TRACKED.bit() | replyBit)
                .set(FlowField.CT_ZONE, zone)
                .set(FlowField.CT_MARK, Integer.toUnsignedLong(mark))
                .set(FlowField.CT_LABEL, labelHigh, labelLow);
        if (src.remaining() == Integer.BYTES) {
            key.set(FlowField.ETH_TYPE, EtherType.IPV4)
                    .set(FlowField.IPV4_PROTO, protocol)
                    .set(FlowField.IPV4_SRC, Integer.toUnsignedLong(src.getInt()))
                    .set(FlowField.IPV4_DST, Integer.toUnsignedLong(dst.getInt()));
        } else {
            key.set(FlowField.ETH_TYPE, EtherType.IPV6)
                    .set(FlowField.IPV6_PROTO, protocol)
                    .set(FlowField.IPV6_SRC, src.getLong(), src.getLong())
                    .set(FlowField.IPV6_DST, dst.getLong(), dst.getLong());
        }
        boolean tcp = protocol == IpProto.TCP;
        return new TrackedConnection(key.set(tcp ? FlowField.TCP_SRC : FlowField.UDP_SRC, direction.srcPort())
                .set(tcp ? FlowField.TCP_DST : FlowField.UDP_DST, direction.dstPort())
                .build());
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
