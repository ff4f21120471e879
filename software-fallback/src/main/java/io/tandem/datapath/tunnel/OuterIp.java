package io.tandem.datapath.tunnel;

import io.tandem.datapath.header.CheckedSum;
import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.miniflow.Ipv6Extensions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.TunnelFlag;
import java.util.Arrays;

/**
 * The outer IP header of a tunnelled packet: where it lies, whether it is right, and what of it goes into the tunnel key.
 * Where it lies is answered as one number, so that nothing is allocated; the accessors take it apart. Stateless.
 *
 * <p>Source: Open vSwitch, ip_extract_tnl_md in lib/netdev-native-tnl.c.
 */
final class OuterIp {
    /** {@link FlowField#TUNNEL_FAMILY} of tunnels over IPv4 and over IPv6. */
    private static final int OVER_IPV4 = 1;

    private static final int OVER_IPV6 = 2;

    private static final PopResult[] RESULTS = PopResult.values();
    private static final int ADDRESSES = 12;
    private static final int TAG = 4;
    private static final int MOST_TAGS = 2;
    private static final int TRANSPORT_SHIFT = 16;
    private static final int END_SHIFT = 32;
    private static final int PROTOCOL_SHIFT = 48;
    private static final int POSITION = 0xffff;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int FRAGMENT = 0x3fff;

    /** Positions of the outer headers, or something negative that {@link #refusal} tells. */
    static long find(Packet packet) {
        if (!packet.metadata().isEthernet() || packet.length() < ADDRESSES + 2) {
            return refused(PopResult.NOT_IP);
        }
        int at = ADDRESSES;
        for (int tags = 0; tags < MOST_TAGS && isTag(packet, at); tags++) {
            at += TAG;
        }
        int type = packet.u16(at);
        return switch (type) {
            case EtherType.IPV4 -> ipv4(packet, at + 2);
            case EtherType.IPV6 -> ipv6(packet, at + 2);
            default -> refused(PopResult.NOT_IP);
        };
    }

    private static boolean isTag(Packet packet, int at) {
        return at + TAG + 2 <= packet.length() && EtherType.isVlan(packet.u16(at));
    }

    private static long ipv4(Packet packet, int at) {
        int header = HeaderChecks.ipv4Header(packet, at, packet.length() - at);
        if (header < 0 || packet.u8(at) >>> 4 != 4) {
            return refused(PopResult.IP_TRUNCATED);
        }
        if (!CheckedSum.ipv4(packet, at, at + header)) {
            return refused(PopResult.IP_CHECKSUM);
        }
        if (header > HeaderChecks.IPV4_HEADER) {
            return refused(PopResult.IP_OPTIONS);
        }
        if ((packet.u16(at + 6) & FRAGMENT) != 0) {
            return refused(PopResult.FRAGMENT);
        }
        return positions(at, at + header, at + packet.u16(at + 2), packet.u8(at + 9));
    }

    private static long ipv6(Packet packet, int at) {
        int payload = HeaderChecks.ipv6Payload(packet, at, packet.length() - at);
        if (payload < 0 || packet.u8(at) >>> 4 != 6) {
            return refused(PopResult.IP_TRUNCATED);
        }
        int first = at + HeaderChecks.IPV6_HEADER;
        long chain = Ipv6Extensions.walk(packet, first, payload, packet.u8(at + 6));
        if (chain == Ipv6Extensions.CUT_SHORT) {
            return refused(PopResult.IP_TRUNCATED);
        }
        if (Ipv6Extensions.fragment(chain) != 0) {
            return refused(PopResult.FRAGMENT);
        }
        return positions(at, Ipv6Extensions.position(chain), first + payload, Ipv6Extensions.protocol(chain));
    }

    /** Where the IP header starts. */
    static int network(long outer) {
        return (int) outer & POSITION;
    }

    /** Where the header behind IP and its extensions starts. */
    static int transport(long outer) {
        return (int) (outer >>> TRANSPORT_SHIFT) & POSITION;
    }

    /** Where the IP packet ends; what follows is padding. */
    static int end(long outer) {
        return (int) (outer >>> END_SHIFT) & POSITION;
    }

    /** The protocol of that header. */
    static int protocol(long outer) {
        return (int) (outer >>> PROTOCOL_SHIFT);
    }

    /** Why there are no positions. */
    static PopResult refusal(long outer) {
        return RESULTS[(int) -outer];
    }

    /**
     * Makes the tunnel key one of the outer IP header.
     *
     * @param flags bits of {@link TunnelFlag} that the tunnel's own headers say
     */
    static void describe(Packet packet, long outer, int flags, long id) {
        int at = network(outer);
        PacketMetadata metadata = packet.metadata();
        metadata.clearTunnel();
        boolean ipv4 = packet.u8(at) >>> 4 == 4;
        int more = 0;
        if (ipv4) {
            metadata.set(FlowField.TUNNEL_IPV4_SRC, packet.u32(at + 12));
            metadata.set(FlowField.TUNNEL_IPV4_DST, packet.u32(at + 16));
            metadata.set(FlowField.TUNNEL_TOS, packet.u8(at + 1));
            metadata.set(FlowField.TUNNEL_TTL, packet.u8(at + 8));
            more = (packet.u16(at + 6) & DONT_FRAGMENT) != 0 ? TunnelFlag.DONT_FRAGMENT.bit() : 0;
        } else {
            metadata.set(FlowField.TUNNEL_IPV6_SRC, 0, packet.u64(at + 8));
            metadata.set(FlowField.TUNNEL_IPV6_SRC, 1, packet.u64(at + 16));
            metadata.set(FlowField.TUNNEL_IPV6_DST, 0, packet.u64(at + 24));
            metadata.set(FlowField.TUNNEL_IPV6_DST, 1, packet.u64(at + 32));
            metadata.set(FlowField.TUNNEL_TOS, packet.u32(at) >>> 20 & 0xff);
            metadata.set(FlowField.TUNNEL_TTL, packet.u8(at + 7));
        }
        metadata.set(FlowField.TUNNEL_FAMILY, ipv4 ? OVER_IPV4 : OVER_IPV6);
        metadata.set(FlowField.TUNNEL_FLAGS, flags | more);
        metadata.set(FlowField.TUNNEL_ID, id);
    }

    private static long positions(int network, int transport, int end, int protocol) {
        return network
                | (long) transport << TRANSPORT_SHIFT
                | (long) end << END_SHIFT
                | (long) protocol << PROTOCOL_SHIFT;
    }

    private static long refused(PopResult result) {
        return -Arrays.binarySearch(RESULTS, result);
    }

    private OuterIp() {}
}
