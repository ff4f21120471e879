package io.tandem.datapath.execute;

import io.tandem.datapath.header.Checksum;
import io.tandem.datapath.header.Crc32c;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.header.TransportChecksum;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;

/**
 * Rewrites ports of TCP, UDP and SCTP, and type and code of ICMP, with the checksums that cover them. A packet without
 * the header, or with one that is cut short, goes on as it is; the kernel drops some of those. Belongs to one packet
 * thread.
 *
 * <p>Source: Open vSwitch, packet_set_tcp_port, packet_set_udp_port, packet_set_sctp_port and packet_set_icmp in
 * lib/packets.c, with what odp_execute_set_action in lib/odp-execute.c asks for before it calls them.
 */
final class TransportRewriter {
    private static final int TCP_HEADER = 20;
    private static final int SCTP_HEADER = 12;
    private static final int ICMP_HEADER = 8;
    private static final int SCTP_CHECKSUM = 8;

    private final HeaderPositions positions;

    TransportRewriter(HeaderPositions positions) {
        this.positions = positions;
    }

    /** Sets the ports of TCP or UDP, whichever the action names. */
    void ports(Packet packet, Step set) {
        if (!positions.findIp(packet) || positions.protocol != set.first) {
            return;
        }
        int checksum = TransportChecksum.at(positions);
        int at = positions.transport;
        if (checksum < 0 || positions.protocol == IpProto.TCP && !hasTcpHeader(packet)) {
            return;
        }
        int source = packet.u16(at);
        int destination = packet.u16(at + 2);
        int newSource = (int) set.apply(FlowField.TCP_SRC, source);
        int newDestination = (int) set.apply(FlowField.TCP_DST, destination);
        packet.put16(at, newSource);
        packet.put16(at + 2, newDestination);
        int sum = packet.u16(checksum);
        if (TransportChecksum.isAbsent(positions, sum)) {
            return;
        }
        int updated = newSource == source ? sum : Checksum.update16(sum, source, newSource);
        if (newDestination != destination) {
            updated = Checksum.update16(updated, destination, newDestination);
        }
        TransportChecksum.put(packet, positions, checksum, updated);
    }

    private boolean hasTcpHeader(Packet packet) {
        int header = (packet.u8(positions.transport + 12) >>> 4) * 4;
        return header >= TCP_HEADER && header <= positions.transportSize();
    }

    /** A checksum that is wrong before is wrong by the same bits afterwards. */
    void sctp(Packet packet, Step set) {
        if (!positions.findIp(packet)
                || positions.protocol != IpProto.SCTP
                || positions.transportSize() < SCTP_HEADER) {
            return;
        }
        int at = positions.transport;
        long before = packet.u32(at);
        long after =
                set.apply(FlowField.SCTP_SRC, before >>> 16) << 16 | set.apply(FlowField.SCTP_DST, before & 0xffff);
        if (before != after) {
            packet.put32(at, after);
            long change = Crc32c.change(before ^ after, positions.transportSize() - Integer.BYTES);
            packet.put32(at + SCTP_CHECKSUM, packet.u32(at + SCTP_CHECKSUM) ^ change);
        }
    }

    /** Sets type and code of ICMP or ICMPv6, whichever the action names. */
    void icmp(Packet packet, Step set) {
        if (!positions.findIp(packet) || positions.protocol != set.first || positions.transportSize() < ICMP_HEADER) {
            return;
        }
        int at = positions.transport;
        int before = packet.u16(at);
        long type = set.apply(FlowField.ICMP_TYPE, before >>> 8);
        int after = (int) (type << 8 | set.apply(FlowField.ICMP_CODE, before & 0xff));
        if (before != after) {
            packet.put16(at, after);
            packet.put16(at + 2, Checksum.update16(packet.u16(at + 2), before, after));
        }
    }
}
