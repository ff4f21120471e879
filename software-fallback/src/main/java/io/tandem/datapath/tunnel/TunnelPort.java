package io.tandem.datapath.tunnel;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.TunnelFlag;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A port that encapsulates by each packet's own tunnel key, as set(tunnel(...)) leaves it: finds the route and the next
 * hop, puts the outer headers in front and hands the frame to the underlay. Where the next hop is not known it is asked
 * for. Belongs to one packet thread; allocates nothing for a packet.
 *
 * <p>The outer TTL is the key's, 64 where that is zero, or the inner one's; the outer DSCP the key's or the inner one's;
 * congestion bits are always the inner ones. Nothing is fragmented. Source: the kernel's ip_md_tunnel_xmit in
 * net/ipv4/ip_tunnel.c and vxlan_xmit_one; Open vSwitch, tnl_port_send in ofproto/tunnel.c.
 */
public final class TunnelPort {
    private static final int DEFAULT_TTL = 64;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int OVER_IPV6 = 2;
    private static final long VERSION_6 = 6L << 28;

    private final TunnelPortConfig config;
    private final Underlay underlay;
    private final UnderlayOutput output;
    private final AtomicInteger sequence;
    private final KeyedHeader header;
    private final boolean inheritsTos;
    private final boolean inheritsTtl;
    private final NeighbourRequest request = new NeighbourRequest();
    private long refusedHigh;
    private long refusedLow;

    /**
     * @param sequences numbers the packets of each tunnel port, those that tnl_push sends too
     */
    public TunnelPort(TunnelPortConfig config, Underlay underlay, UnderlayOutput output, TunnelSequences sequences) {
        this.config = config;
        this.underlay = underlay;
        this.output = output;
        this.sequence = sequences.of(config.number());
        this.header = new KeyedHeader(config);
        this.inheritsTos = config.has(TunnelOption.TOS_INHERIT);
        this.inheritsTtl = config.has(TunnelOption.TTL_INHERIT);
    }

    /** How the port is configured. */
    public TunnelPortConfig config() {
        return config;
    }

    /** The address that the last packet which was not sent could not be sent to: its next hop, else its destination. */
    public IpAddress refusedAddress() {
        return new IpAddress(refusedHigh, refusedLow);
    }

    /** Encapsulates and sends a packet; afterwards it is as it was, sent or not. */
    public TransmitResult transmit(Packet packet) {
        PacketMetadata metadata = packet.metadata();
        long family = KeyedHeader.get(metadata, FlowField.TUNNEL_FAMILY);
        if (family == 0) {
            return refuse(TransmitResult.NO_TUNNEL_KEY, 0, 0);
        }
        boolean ipv6 = family == OVER_IPV6;
        int word = FlowField.TUNNEL_IPV6_DST.word();
        long high = ipv6 ? metadata.word(word) : 0;
        long low =
                ipv6 ? metadata.word(word + 1) : IpAddress.mapped(KeyedHeader.get(metadata, FlowField.TUNNEL_IPV4_DST));
        TransmitResult fits = header.check(packet, ipv6);
        if (fits != TransmitResult.SENT) {
            return refuse(fits, high, low);
        }
        @Nullable Route route = underlay.routes().find(high, low);
        if (route == null) {
            return refuse(TransmitResult.NO_ROUTE, high, low);
        }
        boolean direct = route.gateway().isEmpty();
        long hopHigh = direct ? high : route.gateway().get().high();
        long hopLow = direct ? low : route.gateway().get().low();
        int port = route.out().number();
        long mac = underlay.neighbours().find(port, hopHigh, hopLow, packet.timeNanos());
        if (mac == NeighbourTable.NONE) {
            request.ask(route, hopHigh, hopLow, packet.timeNanos(), output);
            return refuse(TransmitResult.NO_NEIGHBOUR, hopHigh, hopLow);
        }
        int network = (ipv6 ? TunnelHeader.IPV6 : TunnelHeader.IPV4) + header.size(metadata);
        if (network + packet.length() > route.out().mtu()) {
            return refuse(TransmitResult.TOO_LONG, high, low);
        }
        return encapsulate(packet, route, mac, ipv6, TunnelHeader.ETHERNET + network)
                ? TransmitResult.SENT
                : refuse(TransmitResult.NO_ROOM, high, low);
    }

    private boolean encapsulate(Packet packet, Route route, long mac, boolean ipv6, int size) {
        PacketMetadata metadata = packet.metadata();
        int type = metadata.isEthernet() ? 0 : metadata.networkType();
        int tos = tos(packet);
        int ttl = ttl(packet);
        int hashed = HeaderCompletion.hashed(packet, config.protocol(), HeaderCompletion.LABEL_COPIED);
        if (!packet.insert(0, size)) {
            return false;
        }
        packet.put48(0, mac);
        packet.put48(6, route.out().mac());
        packet.put16(12, ipv6 ? EtherType.IPV6 : EtherType.IPV4);
        if (ipv6) {
            ipv6(packet, route, tos, ttl);
        } else {
            ipv4(packet, route, tos, ttl);
        }
        int transport = TunnelHeader.ETHERNET + (ipv6 ? TunnelHeader.IPV6 : TunnelHeader.IPV4);
        header.write(packet, transport, type);
        packetType(metadata, 0);
        HeaderCompletion.complete(packet, config.protocol(), size, hashed, sequence);
        output.transmit(route.out().number(), packet);
        packet.remove(0, size);
        packetType(metadata, type);
        return true;
    }

    private void ipv4(Packet packet, Route route, int tos, int ttl) {
        PacketMetadata metadata = packet.metadata();
        long flags = KeyedHeader.get(metadata, FlowField.TUNNEL_FLAGS);
        long source = KeyedHeader.get(metadata, FlowField.TUNNEL_IPV4_SRC);
        int at = TunnelHeader.ETHERNET;
        packet.put32(at, 0x4500_0000L | (long) tos << 16);
        packet.put32(at + 4, (flags & TunnelFlag.DONT_FRAGMENT.bit()) != 0 ? DONT_FRAGMENT : 0);
        packet.put32(at + 8, (long) ttl << 24 | (long) config.protocol().ipProtocol() << 16);
        packet.put32(at + 12, source == 0 ? route.source().ipv4() : source);
        packet.put32(at + 16, KeyedHeader.get(metadata, FlowField.TUNNEL_IPV4_DST));
    }

    private void ipv6(Packet packet, Route route, int tos, int ttl) {
        PacketMetadata metadata = packet.metadata();
        int at = TunnelHeader.ETHERNET;
        int source = FlowField.TUNNEL_IPV6_SRC.word();
        int destination = FlowField.TUNNEL_IPV6_DST.word();
        boolean chosen = (metadata.word(source) | metadata.word(source + 1)) != 0;
        packet.put32(at, VERSION_6 | (long) tos << 20);
        packet.put32(at + 4, (long) config.protocol().ipProtocol() << 8 | ttl);
        packet.put64(at + 8, chosen ? metadata.word(source) : route.source().high());
        packet.put64(
                at + 16, chosen ? metadata.word(source + 1) : route.source().low());
        packet.put64(at + 24, metadata.word(destination));
        packet.put64(at + 32, metadata.word(destination + 1));
    }

    private int tos(Packet packet) {
        int at = InnerIp.find(packet);
        int inner = at == InnerIp.NONE ? 0 : InnerIp.tos(packet, at);
        int own = (int) KeyedHeader.get(packet.metadata(), FlowField.TUNNEL_TOS);
        return InnerIp.encapsulated(inheritsTos && at != InnerIp.NONE ? inner : own, inner);
    }

    private int ttl(Packet packet) {
        int at = inheritsTtl ? InnerIp.find(packet) : InnerIp.NONE;
        int ttl = at == InnerIp.NONE
                ? (int) KeyedHeader.get(packet.metadata(), FlowField.TUNNEL_TTL)
                : InnerIp.ttl(packet, at);
        return ttl == 0 ? DEFAULT_TTL : ttl;
    }

    private static void packetType(PacketMetadata metadata, int type) {
        metadata.set(FlowField.PACKET_TYPE_NS, type == 0 ? 0 : 1);
        metadata.set(FlowField.PACKET_TYPE_ID, type);
    }

    private TransmitResult refuse(TransmitResult result, long high, long low) {
        refusedHigh = high;
        refusedLow = low;
        return result;
    }
}
