package io.tandem.datapath.tunnel;

import io.tandem.datapath.header.PacketSum;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;

/**
 * Questions for neighbours that are not known: an ARP request or a neighbour solicitation, one a second for each. Belongs
 * to one packet thread.
 *
 * <p>Source: RFC 826, RFC 4861 section 4.3; Open vSwitch, tnl_send_arp_request and tnl_send_nd_request in
 * ofproto/ofproto-dpif-xlate.c, NEIGH_ENTRY_LOOKUP_RETRANS_TIME.
 */
final class NeighbourRequest {
    private static final long INTERVAL_NANOS = 1_000_000_000L;
    /** Questions under way at most; which of two that share a place waits is chance, and it waits a second. */
    private static final int PLACES = 256;

    private static final int ARP_FRAME = 42;
    private static final int SOLICITATION_FRAME = 86;
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final int SOLICITATION = 135;
    private static final int SOURCE_LINK_ADDRESS = 0x0101;

    private final byte[] blank = new byte[SOLICITATION_FRAME];
    private final long[] askedNanos = new long[PLACES];
    private final boolean[] asked = new boolean[PLACES];
    private final Packet packet = PacketBatch.single();

    /** Asks for the Ethernet address of a next hop, unless it, or one that shares its place, was asked for just now. */
    void ask(Route route, long high, long low, long nowNanos, UnderlayOutput output) {
        UnderlayPort out = route.out();
        int place = (int) ((high * 31 + low * 0x9e3779b97f4a7c15L + out.number()) >>> 40) & PLACES - 1;
        if (asked[place] && nowNanos - askedNanos[place] < INTERVAL_NANOS) {
            return;
        }
        asked[place] = true;
        askedNanos[place] = nowNanos;
        if (IpAddress.isIpv4(high, low)) {
            arp(out, route.source().ipv4(), low, nowNanos);
        } else {
            solicitation(out, route.source(), high, low, nowNanos);
        }
        output.transmit(out.number(), packet);
    }

    private void arp(UnderlayPort out, long source, long target, long nowNanos) {
        packet.set(blank, 0, ARP_FRAME, out.number(), nowNanos);
        packet.put48(0, BROADCAST);
        packet.put48(6, out.mac());
        packet.put16(12, EtherType.ARP);
        packet.put64(14, 0x0001_0800_0604_0001L);
        packet.put48(22, out.mac());
        packet.put32(28, source);
        packet.put32(38, target);
    }

    /** To the solicited-node address of the target (RFC 4291 section 2.7.1). */
    private void solicitation(UnderlayPort out, IpAddress source, long high, long low, long nowNanos) {
        packet.set(blank, 0, SOLICITATION_FRAME, out.number(), nowNanos);
        packet.put48(0, 0x3333_ff00_0000L | low & 0xff_ffff);
        packet.put48(6, out.mac());
        packet.put16(12, EtherType.IPV6);
        packet.put64(14, 0x6000_0000_0020_3affL);
        packet.put64(22, source.high());
        packet.put64(30, source.low());
        packet.put64(38, 0xff02_0000_0000_0000L);
        packet.put64(46, 0x0000_0001_ff00_0000L | low & 0xff_ffff);
        packet.put8(54, SOLICITATION);
        packet.put64(62, high);
        packet.put64(70, low);
        packet.put16(78, SOURCE_LINK_ADDRESS);
        packet.put48(80, out.mac());
        packet.put16(56, ~PacketSum.withPseudoHeader(packet, 14, IpProto.ICMPV6, 54, SOLICITATION_FRAME));
    }
}
