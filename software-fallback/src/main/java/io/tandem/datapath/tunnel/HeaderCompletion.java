package io.tandem.datapath.tunnel;

import io.tandem.datapath.header.FiveTupleHash;
import io.tandem.datapath.header.PacketSum;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Completes an outer header that stands in front of a packet already with what is different for each: lengths, ports,
 * sequence numbers and last the checksums. Stateless; allocates nothing.
 *
 * <p>Source: Open vSwitch lib/netdev-native-tnl.c, netdev_tnl_push_ip_header and the push_header functions. Unlike
 * there the checksum of GRE covers the sequence number.
 */
final class HeaderCompletion {
    private static final int FIRST_PORT = 32_768;
    private static final int PORT_LIMIT = 61_000;
    private static final long NANOS_OF_ERSPAN = 100_000;

    /** The flow label of a segment routing template says where the label comes from. */
    static final int LABEL_COPIED = 0;

    static final int LABEL_HASHED = 2;

    private static final long LABEL = 0xfffff;

    /**
     * Completes a header that starts with Ethernet.
     *
     * @param size bytes of the header
     * @param hashed the UDP source port, or the IPv6 flow label, from the packet as it was without the header
     * @param sequence counts the packets of the tunnel's port
     */
    static void complete(Packet packet, TunnelProtocol protocol, int size, int hashed, AtomicInteger sequence) {
        int network = TunnelHeader.ETHERNET;
        boolean ipv6 = packet.u16(network - 2) == EtherType.IPV6;
        int transport = network + (ipv6 ? TunnelHeader.IPV6 : TunnelHeader.IPV4);
        if (ipv6) {
            packet.put16(network + 4, packet.length() - transport);
        } else {
            packet.put16(network + 2, packet.length() - network);
            packet.put16(network + 10, 0);
            packet.put16(network + 10, ~PacketSum.of(packet, network, transport));
        }
        switch (protocol) {
            case VXLAN, GENEVE -> udp(packet, network, transport, hashed);
            case GTPU -> {
                gtpu(packet, transport + TunnelHeader.UDP, size, sequence);
                udp(packet, network, transport, hashed);
            }
            case GRE -> gre(packet, transport, sequence);
            case ERSPAN -> erspan(packet, transport, sequence);
            case SRV6 -> segmentRouting(packet, network, transport, size, hashed);
        }
    }

    /** What {@link #complete} wants to know of the packet as it is without the header. */
    static int hashed(Packet packet, TunnelProtocol protocol, int labelSource) {
        if (protocol.overUdp()) {
            return sourcePort(packet);
        }
        if (protocol != TunnelProtocol.SRV6) {
            return 0;
        }
        return switch (labelSource) {
            case LABEL_COPIED -> innerLabel(packet);
            case LABEL_HASHED -> FiveTupleHash.of(packet) & (int) LABEL;
            default -> 0;
        };
    }

    /** Source: netdev_tnl_get_src_port. */
    private static int sourcePort(Packet packet) {
        long hash = Integer.toUnsignedLong(FiveTupleHash.of(packet));
        return (int) (hash * (PORT_LIMIT - FIRST_PORT) >>> 32) + FIRST_PORT;
    }

    private static int innerLabel(Packet packet) {
        boolean ipv6 = !packet.metadata().isEthernet()
                && packet.metadata().networkType() == EtherType.IPV6
                && packet.length() >= TunnelHeader.IPV6;
        return ipv6 ? (int) (packet.u32(0) & LABEL) : 0;
    }

    private static void udp(Packet packet, int network, int at, int sourcePort) {
        packet.put16(at, sourcePort);
        packet.put16(at + 4, packet.length() - at);
        if (packet.u16(at + 6) != 0) {
            packet.put16(at + 6, 0);
            int sum = PacketSum.withPseudoHeader(packet, network, IpProto.UDP, at, packet.length());
            packet.put16(at + 6, sum == 0xffff ? 0xffff : ~sum);
        }
    }

    private static void gre(Packet packet, int at, AtomicInteger sequence) {
        int flags = packet.u16(at);
        if ((flags & TunnelHeader.GRE_SEQUENCE) != 0) {
            packet.put32(at + TunnelHeader.gre(flags) - TunnelHeader.GRE_OPTION, sequence.getAndIncrement());
        }
        if ((flags & TunnelHeader.GRE_CSUM) != 0) {
            packet.put16(at + TunnelHeader.GRE, 0);
            packet.put16(at + TunnelHeader.GRE, ~PacketSum.of(packet, at, packet.length()));
        }
    }

    /** Timestamps count units of 100 microseconds, on the clock that the packet's own time is of. */
    private static void erspan(Packet packet, int at, AtomicInteger sequence) {
        packet.put32(at + TunnelHeader.GRE, sequence.getAndIncrement());
        if (packet.u16(at + 2) == TunnelHeader.ERSPAN_TYPE_3) {
            packet.put32(at + TunnelHeader.ERSPAN_GRE + TunnelHeader.ERSPAN, packet.timeNanos() / NANOS_OF_ERSPAN);
        }
    }

    private static void gtpu(Packet packet, int at, int size, AtomicInteger sequence) {
        boolean room = size - at >= TunnelHeader.GTPU + TunnelHeader.GTPU_OPTIONAL;
        if ((packet.u8(at) & TunnelHeader.GTPU_SEQUENCE) != 0 && room) {
            packet.put16(at + TunnelHeader.GTPU, sequence.getAndIncrement());
        }
        packet.put16(at + 2, packet.length() - at - TunnelHeader.GTPU);
    }

    /** A template from text does not say what it will carry. */
    private static void segmentRouting(Packet packet, int network, int at, int size, int label) {
        packet.put32(network, packet.u32(network) & ~LABEL | label);
        if (packet.u8(at) == 0) {
            boolean ipv4 = packet.length() > size && packet.u8(size) >>> 4 == 4;
            packet.put8(at, ipv4 ? TunnelHeader.IPV4_IN_IPV6 : TunnelHeader.IPV6_IN_IPV6);
        }
    }

    private HeaderCompletion() {}
}
