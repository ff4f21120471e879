package io.tandem.datapath.conntrack;

import io.tandem.datapath.header.Checksum;
import io.tandem.datapath.header.Crc32c;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.header.PacketSum;
import io.tandem.datapath.header.TransportChecksum;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.IpProto;

/**
 * Writes translated addresses and ports into packets, also into those inside ICMP errors, and keeps checksums right.
 * Reused; belongs to one packet thread.
 *
 * <p>Source: Open vSwitch lib/conntrack.c, nat_packet. A checksum of a transport header inside an error is updated where
 * the error holds it; versions before 3.6 left it as it was.
 */
final class Translator {
    private static final int NOWHERE = -1;

    private final Tuple inside = new Tuple();

    /**
     * Translates a packet of a connection.
     *
     * @param goal the tuple that the packet is to have, as seen from where it goes: that of the other direction
     * @param translation what is translated in this direction, bits of {@link Translation}
     */
    void translate(Packet packet, TupleReader reader, Tuple goal, int translation) {
        boolean source = (translation & Translation.SOURCE) != 0;
        HeaderPositions at = reader.positions;
        boolean udp = at.protocol == IpProto.UDP;
        int checksum = covered(at.protocol, reader.ipv6) ? TransportChecksum.at(at) : NOWHERE;
        address(packet, at.network, reader.ipv6, source, goal, checksum, udp);
        if (!reader.error) {
            ports(packet, at.transport, at.end, at.protocol, reader.ipv6, goal, checksum);
            return;
        }
        inside.set(goal);
        inside.reverse();
        inside(packet, reader, source);
        packet.put16(at.transport + 2, 0);
        int sum = reader.ipv6 ? PacketSum.ofTransport(packet, at) : PacketSum.of(packet, at.transport, at.end);
        packet.put16(at.transport + 2, ~sum & 0xffff);
    }

    /** The packet inside goes the other way: its other address is translated. */
    private void inside(Packet packet, TupleReader reader, boolean source) {
        int protocol = reader.insideProtocol;
        int at = reader.insideTransport;
        int offset = checksumOffset(protocol, reader.ipv6);
        boolean there = offset >= 0 && at + offset + 2 <= reader.positions.end;
        int checksum = there ? at + offset : NOWHERE;
        boolean pseudo = there && covered(protocol, reader.ipv6);
        boolean udp = protocol == IpProto.UDP;
        address(packet, reader.insideNetwork, reader.ipv6, !source, inside, pseudo ? checksum : NOWHERE, udp);
        // cut short as it may be, its SCTP checksum cannot be had: it ends before that
        ports(packet, at, at, protocol, reader.ipv6, inside, checksum);
    }

    private static int checksumOffset(int protocol, boolean ipv6) {
        return switch (protocol) {
            case IpProto.TCP -> 16;
            case IpProto.UDP -> 6;
            case IpProto.ICMP -> ipv6 ? NOWHERE : 2;
            case IpProto.ICMPV6 -> ipv6 ? 2 : NOWHERE;
            default -> NOWHERE;
        };
    }

    /** True where the transport checksum covers the addresses. */
    private static boolean covered(int protocol, boolean ipv6) {
        return protocol == IpProto.TCP || protocol == IpProto.UDP || ipv6 && protocol == IpProto.ICMPV6;
    }

    /** Writes the source or the destination address that a tuple seen from the other end asks for. */
    private static void address(
            Packet packet, int network, boolean ipv6, boolean source, Tuple goal, int checksum, boolean udp) {
        long high = source ? goal.dstHigh : goal.srcHigh;
        long low = source ? goal.dstLow : goal.srcLow;
        if (ipv6) {
            int at = network + (source ? 8 : 24);
            update64(packet, checksum, udp, packet.u64(at), high);
            update64(packet, checksum, udp, packet.u64(at + 8), low);
            packet.put64(at, high);
            packet.put64(at + 8, low);
            return;
        }
        int at = network + (source ? 12 : 16);
        long before = packet.u32(at);
        update32(packet, network + 10, false, before, low);
        update32(packet, checksum, udp, before, low);
        packet.put32(at, low);
    }

    private static void ports(Packet packet, int at, int end, int protocol, boolean ipv6, Tuple goal, int checksum) {
        switch (protocol) {
            case IpProto.TCP, IpProto.UDP -> {
                long after = (long) goal.dstPort << 16 | goal.srcPort;
                update32(packet, checksum, protocol == IpProto.UDP, packet.u32(at), after);
                packet.put32(at, after);
            }
            case IpProto.SCTP -> {
                long after = (long) goal.dstPort << 16 | goal.srcPort;
                long before = packet.u32(at);
                packet.put32(at, after);
                if (end - at >= SctpChecksum.HEADER) {
                    long change = Crc32c.change(before ^ after, end - at - Integer.BYTES);
                    packet.put32(at + SctpChecksum.OFFSET, packet.u32(at + SctpChecksum.OFFSET) ^ change);
                }
            }
            case IpProto.ICMP -> {
                if (!ipv6) {
                    int id = Tuple.icmpId(goal.srcPort);
                    packet.put16(at + 2, Checksum.update16(packet.u16(at + 2), packet.u16(at + 4), id));
                    packet.put16(at + 4, id);
                }
            }
            default -> {}
        }
    }

    private static void update64(Packet packet, int checksum, boolean udp, long before, long after) {
        update32(packet, checksum, udp, before >>> 32, after >>> 32);
        update32(packet, checksum, udp, before & 0xffffffffL, after & 0xffffffffL);
    }

    private static void update32(Packet packet, int checksum, boolean udp, long before, long after) {
        if (checksum < 0 || before == after) {
            return;
        }
        int old = packet.u16(checksum);
        if (udp && old == 0) {
            return;
        }
        int updated = Checksum.update32(old, before, after);
        packet.put16(checksum, udp && updated == 0 ? 0xffff : updated);
    }
}
