package io.tandem.datapath.conntrack;

import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.FlowField;

/** What connection tracking leaves beside a packet. Stateless. */
final class ConnectionMetadata {
    private static final int STATE_WORD = FlowField.CT_STATE.word();
    private static final int ZONE_WORD = FlowField.CT_ZONE.word();

    static int state(PacketMetadata metadata) {
        return (int) (metadata.word(STATE_WORD) >>> FlowField.CT_STATE.shift() & FlowField.CT_STATE.ones());
    }

    static int zone(PacketMetadata metadata) {
        return (int) (metadata.word(ZONE_WORD) >>> FlowField.CT_ZONE.shift() & FlowField.CT_ZONE.ones());
    }

    static void write(PacketMetadata metadata, int state, int zone, int mark, long labelHigh, long labelLow) {
        metadata.set(FlowField.CT_STATE, state);
        metadata.set(FlowField.CT_ZONE, zone);
        metadata.set(FlowField.CT_MARK, Integer.toUnsignedLong(mark));
        metadata.set(FlowField.CT_LABEL, 0, labelHigh);
        metadata.set(FlowField.CT_LABEL, 1, labelLow);
    }

    static void write(PacketMetadata metadata, Tuple tuple) {
        if (tuple.ipv6) {
            metadata.set(FlowField.CT_IPV6_SRC, 0, tuple.srcHigh);
            metadata.set(FlowField.CT_IPV6_SRC, 1, tuple.srcLow);
            metadata.set(FlowField.CT_IPV6_DST, 0, tuple.dstHigh);
            metadata.set(FlowField.CT_IPV6_DST, 1, tuple.dstLow);
            metadata.set(FlowField.CT_IPV6_PROTO, tuple.protocol);
            metadata.set(FlowField.CT_IPV6_TP_SRC, tuple.shownSource());
            metadata.set(FlowField.CT_IPV6_TP_DST, tuple.shownDestination());
            return;
        }
        noAddresses(metadata);
        metadata.set(FlowField.CT_IPV4_SRC, tuple.srcLow);
        metadata.set(FlowField.CT_IPV4_DST, tuple.dstLow);
        metadata.set(FlowField.CT_IPV4_PROTO, tuple.protocol);
        metadata.set(FlowField.CT_IPV4_TP_SRC, tuple.shownSource());
        metadata.set(FlowField.CT_IPV4_TP_DST, tuple.shownDestination());
    }

    /** Says that there is no original tuple. */
    static void noTuple(PacketMetadata metadata) {
        noAddresses(metadata);
        metadata.set(FlowField.CT_IPV4_PROTO, 0);
        metadata.set(FlowField.CT_IPV4_TP_SRC, 0);
        metadata.set(FlowField.CT_IPV4_TP_DST, 0);
    }

    /** Reads the original tuple, but for what an ICMP tuple does not show; its zone is the packet's. */
    static void read(PacketMetadata metadata, Tuple tuple) {
        int addresses = FlowField.CT_IPV6_SRC.word();
        long connection = metadata.word(STATE_WORD);
        tuple.ipv6 = metadata.tupleOfIpv6();
        tuple.srcHigh = tuple.ipv6 ? metadata.word(addresses) : 0;
        tuple.srcLow = tuple.ipv6 ? metadata.word(addresses + 1) : metadata.word(addresses) >>> 32;
        tuple.dstHigh = tuple.ipv6 ? metadata.word(addresses + 2) : 0;
        tuple.dstLow = tuple.ipv6 ? metadata.word(addresses + 3) : metadata.word(addresses) & 0xffffffffL;
        tuple.protocol = (int) (connection >>> FlowField.CT_IPV4_PROTO.shift()) & 0xff;
        tuple.srcPort = (int) (connection >>> FlowField.CT_IPV4_TP_SRC.shift()) & 0xffff;
        tuple.dstPort = (int) (connection >>> FlowField.CT_IPV4_TP_DST.shift()) & 0xffff;
        tuple.zone = zone(metadata);
    }

    static void copy(PacketMetadata from, PacketMetadata to, Tuple scratch) {
        int label = FlowField.CT_LABEL.word();
        int mark = (int) (from.word(FlowField.CT_MARK.word()) >>> FlowField.CT_MARK.shift());
        write(to, state(from), zone(from), mark, from.word(label), from.word(label + 1));
        read(from, scratch);
        if (scratch.protocol == 0) {
            noTuple(to);
            return;
        }
        int shownSource = scratch.srcPort;
        int shownDestination = scratch.dstPort;
        if (scratch.isIcmp()) {
            scratch.srcPort = Tuple.icmpPort(0, shownSource, shownDestination);
        }
        write(to, scratch);
    }

    private static void noAddresses(PacketMetadata metadata) {
        metadata.set(FlowField.CT_IPV6_SRC, 0, 0);
        metadata.set(FlowField.CT_IPV6_SRC, 1, 0);
        metadata.set(FlowField.CT_IPV6_DST, 0, 0);
        metadata.set(FlowField.CT_IPV6_DST, 1, 0);
    }

    private ConnectionMetadata() {}
}
