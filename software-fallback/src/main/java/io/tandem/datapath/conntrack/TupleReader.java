package io.tandem.datapath.conntrack;

import io.tandem.datapath.header.CheckedSum;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.header.PacketSum;
import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.miniflow.Ipv6Extensions;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.IpProto;

/**
 * Reads the tuple of a packet, and refuses what is malformed or has a wrong checksum. An ICMP error has the tuple of the
 * packet inside it, turned round: the error goes to the sender of that packet.
 *
 * <p>Reused for each packet; belongs to one packet thread. Allocates nothing. Source: Open vSwitch lib/conntrack.c,
 * conn_key_extract.
 */
final class TupleReader {
    /** Bytes of a frame that has an Ethernet header. */
    private static final int ETHERNET = 14;

    /** Bytes in front of the packet inside an ICMP or ICMPv6 error. */
    static final int ERROR_HEADER = 8;

    private static final int UDP_HEADER = 8;

    /** What an ICMP error holds of the transport header at least. Source: RFC 792. */
    private static final int LEAST_INSIDE = 8;

    final HeaderPositions positions = new HeaderPositions();
    private final SctpChecksum sctp = new SctpChecksum();

    boolean ipv6;

    /** True for an ICMP error that belongs to the tuple's connection. */
    boolean error;

    /** Where the IP header inside an ICMP error starts, and its transport header. */
    int insideNetwork;

    int insideTransport;

    /** The protocol of the packet inside. */
    int insideProtocol;

    /** Looks for an IP packet that is not cut short. */
    boolean find(Packet packet) {
        if (!packet.metadata().isEthernet() || packet.length() < ETHERNET) {
            return false;
        }
        ipv6 = false;
        if (positions.findIpv4(packet)) {
            return true;
        }
        ipv6 = positions.findIpv6(packet);
        return ipv6;
    }

    /**
     * Reads the tuple of the packet that {@link #find} has found.
     *
     * @return false where the packet is invalid; the tuple is then anything
     */
    boolean read(Packet packet, int zone, Tuple tuple) {
        error = false;
        tuple.zone = zone;
        tuple.ipv6 = ipv6;
        tuple.protocol = positions.protocol;
        int at = positions.network;
        if (positions.protocol < 0 || !ipv6 && !ipv4Sound(packet)) {
            return false;
        }
        addresses(packet, at, tuple);
        return ports(packet, tuple);
    }

    /** True where the checksum of the IPv4 header is right. */
    boolean ipv4Sound(Packet packet) {
        return CheckedSum.ipv4(packet, positions.network, ipv4HeaderEnd(packet));
    }

    private int ipv4HeaderEnd(Packet packet) {
        return positions.network + (packet.u8(positions.network) & 15) * 4;
    }

    /** True where the transport header does not follow the IPv6 header at once. */
    boolean hasExtensions() {
        return positions.transport != positions.network + HeaderChecks.IPV6_HEADER;
    }

    private void addresses(Packet packet, int at, Tuple tuple) {
        if (ipv6) {
            tuple.srcHigh = packet.u64(at + 8);
            tuple.srcLow = packet.u64(at + 16);
            tuple.dstHigh = packet.u64(at + 24);
            tuple.dstLow = packet.u64(at + 32);
        } else {
            tuple.srcHigh = 0;
            tuple.srcLow = packet.u32(at + 12);
            tuple.dstHigh = 0;
            tuple.dstLow = packet.u32(at + 16);
        }
    }

    private boolean ports(Packet packet, Tuple tuple) {
        int at = positions.transport;
        int size = positions.end - at;
        tuple.srcPort = 0;
        tuple.dstPort = 0;
        return switch (tuple.protocol) {
            case IpProto.TCP -> tcpFits(packet, at, size) && sumFits(packet) && twoPorts(packet, at, tuple);
            case IpProto.UDP ->
                udpFits(packet, at, size)
                        && (!ipv6 && packet.u16(at + 6) == 0 || sumFits(packet))
                        && twoPorts(packet, at, tuple);
            case IpProto.SCTP ->
                size >= SctpChecksum.HEADER && sctp.valid(packet, at, positions.end) && twoPorts(packet, at, tuple);
            case IpProto.ICMP -> ipv6 || icmp(packet, at, size, tuple);
            case IpProto.ICMPV6 -> !ipv6 || icmp6(packet, at, size, tuple);
            default -> true;
        };
    }

    private static boolean tcpFits(Packet packet, int at, int size) {
        if (size < TcpSegment.HEADER) {
            return false;
        }
        int header = TcpSegment.headerLength(packet, at);
        return header >= TcpSegment.HEADER && header <= size;
    }

    private static boolean udpFits(Packet packet, int at, int size) {
        if (size < UDP_HEADER) {
            return false;
        }
        int length = packet.u16(at + 4);
        return length >= UDP_HEADER && length <= size;
    }

    private boolean sumFits(Packet packet) {
        return CheckedSum.transport(packet, positions);
    }

    private static boolean twoPorts(Packet packet, int at, Tuple tuple) {
        tuple.srcPort = packet.u16(at);
        tuple.dstPort = packet.u16(at + 2);
        return tuple.srcPort != 0 && tuple.dstPort != 0;
    }

    private boolean icmp(Packet packet, int at, int size, Tuple tuple) {
        if (size < ERROR_HEADER || PacketSum.of(packet, at, positions.end) != PacketSum.RIGHT) {
            return false;
        }
        return IcmpTypes.isError(packet.u8(at)) ? inside(packet, tuple) : echo(packet, at, tuple);
    }

    private boolean icmp6(Packet packet, int at, int size, Tuple tuple) {
        if (size < ERROR_HEADER || !sumFits(packet)) {
            return false;
        }
        return IcmpTypes.isError6(packet.u8(at)) ? inside6(packet, tuple) : echo(packet, at, tuple);
    }

    /** Reads id and type of a request or an answer, also inside an error. */
    private boolean echo(Packet packet, int at, Tuple tuple) {
        int type = packet.u8(at);
        int answer = ipv6 ? IcmpTypes.answer6(type) : IcmpTypes.answer(type);
        if (answer < 0 || packet.u8(at + 1) != 0) {
            return false;
        }
        int id = packet.u16(at + 4);
        tuple.srcPort = Tuple.icmpPort(id, type, 0);
        tuple.dstPort = Tuple.icmpPort(id, answer, 0);
        return true;
    }

    private boolean inside(Packet packet, Tuple tuple) {
        int at = positions.transport + ERROR_HEADER;
        int size = positions.end - at;
        if (size < HeaderChecks.IPV4_HEADER) {
            return false;
        }
        int header = (packet.u8(at) & 15) * 4;
        boolean later = (packet.u16(at + 6) & 0x1fff) != 0;
        if (header < HeaderChecks.IPV4_HEADER || header > size || later) {
            return false;
        }
        insideProtocol = packet.u8(at + 9);
        insideTransport = at + header;
        return packet.u32(at + 12) == tuple.dstLow && turned(packet, at, LEAST_INSIDE, tuple);
    }

    private boolean inside6(Packet packet, Tuple tuple) {
        int at = positions.transport + ERROR_HEADER;
        int payload = positions.end - at - HeaderChecks.IPV6_HEADER;
        if (payload < 0) {
            return false;
        }
        long chain = Ipv6Extensions.walk(packet, at + HeaderChecks.IPV6_HEADER, payload, packet.u8(at + 6));
        if (chain == Ipv6Extensions.CUT_SHORT || Ipv6Extensions.fragment(chain) != 0) {
            return false;
        }
        insideProtocol = Ipv6Extensions.protocol(chain);
        insideTransport = Ipv6Extensions.position(chain);
        boolean toItsSender = packet.u64(at + 8) == tuple.dstHigh && packet.u64(at + 16) == tuple.dstLow;
        return toItsSender && turned(packet, at, 0, tuple);
    }

    /**
     * Reads the tuple of the packet inside, and turns it round.
     *
     * @param least bytes of its transport header that are enough; 0 for a whole one
     */
    private boolean turned(Packet packet, int at, int least, Tuple tuple) {
        insideNetwork = at;
        addresses(packet, at, tuple);
        tuple.protocol = insideProtocol;
        int size = positions.end - insideTransport;
        boolean known =
                switch (insideProtocol) {
                    case IpProto.TCP ->
                        size >= (least == 0 ? TcpSegment.HEADER : least) && twoPorts(packet, insideTransport, tuple);
                    case IpProto.UDP -> size >= UDP_HEADER && twoPorts(packet, insideTransport, tuple);
                    case IpProto.SCTP ->
                        size >= (least == 0 ? SctpChecksum.HEADER : least) && twoPorts(packet, insideTransport, tuple);
                    case IpProto.ICMP -> ipv6 || size >= ERROR_HEADER && echo(packet, insideTransport, tuple);
                    case IpProto.ICMPV6 -> !ipv6 || size >= ERROR_HEADER && echo(packet, insideTransport, tuple);
                    default -> true;
                };
        if (known) {
            tuple.reverse();
            error = true;
        }
        return known;
    }

    /** True where the transport header inside holds at least so many bytes. */
    boolean insideHas(int bytes) {
        return positions.end - insideTransport >= bytes;
    }
}
