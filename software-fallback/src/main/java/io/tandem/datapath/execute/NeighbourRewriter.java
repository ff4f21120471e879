package io.tandem.datapath.execute;

import io.tandem.datapath.header.Checksum;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites ARP, and neighbour discovery of ICMPv6 (RFC 826, 4861). A packet without a whole ARP header is dropped, one
 * without neighbour discovery goes on as it is. Belongs to one packet thread.
 *
 * <p>Source: Open vSwitch, set_arp, odp_set_nd and odp_set_nd_ext in lib/odp-execute.c; packet_set_nd and
 * packet_set_nd_ext in lib/packets.c. Kept from there: only the first link address of either kind is looked at, options
 * are passed over by the length of the one that follows, into padding where that is short, and a set of nd_ext computes the checksum anew with the length
 * and next header of the IPv6 header, whatever extension headers come between.
 */
final class NeighbourRewriter {
    private static final int ARP_HEADER = 28;
    private static final int MESSAGE = 24;
    private static final int CHECKSUM = 2;
    private static final int RESERVED = 4;
    private static final int TARGET = 8;
    private static final int OPTION_UNIT = 8;
    private static final int SOURCE_LINK_ADDRESS = 1;
    private static final int TARGET_LINK_ADDRESS = 2;

    private final HeaderPositions positions;

    NeighbourRewriter(HeaderPositions positions) {
        this.positions = positions;
    }

    @Nullable DropReason arp(Packet packet, Step set) {
        boolean found = positions.findNetwork(packet)
                && (positions.type == EtherType.ARP || positions.type == EtherType.RARP)
                && positions.network + ARP_HEADER <= packet.length();
        if (!found) {
            return DropReason.TRUNCATED_HEADER;
        }
        int at = positions.network;
        packet.put16(at + 6, packet.u16(at + 6) & ~set.second | set.first & set.second);
        packet.put48(at + 8, set.apply(FlowField.ARP_SHA, packet.u48(at + 8)));
        packet.put32(at + 14, set.apply(FlowField.ARP_SIP, packet.u32(at + 14)));
        packet.put48(at + 18, set.apply(FlowField.ARP_THA, packet.u48(at + 18)));
        packet.put32(at + 24, set.apply(FlowField.ARP_TIP, packet.u32(at + 24)));
        return null;
    }

    /** Sets target and link addresses. */
    void discovery(Packet packet, Step set) {
        if (!findMessage(packet)) {
            return;
        }
        int at = positions.transport;
        int checksum = packet.u16(at + CHECKSUM);
        long high = packet.u64(at + TARGET);
        long low = packet.u64(at + TARGET + Long.BYTES);
        long newHigh = set.apply(FlowField.ND_TARGET, high);
        long newLow = set.applyLow(FlowField.ND_TARGET, low);
        if (high != newHigh || low != newLow) {
            packet.put64(at + TARGET, newHigh);
            packet.put64(at + TARGET + Long.BYTES, newLow);
            checksum = Checksum.update64(Checksum.update64(checksum, high, newHigh), low, newLow);
        }
        int option = firstLinkAddress(packet, at + MESSAGE);
        if (option >= 0) {
            FlowField field = packet.u8(option) == SOURCE_LINK_ADDRESS ? FlowField.ND_SLL : FlowField.ND_TLL;
            long address = packet.u48(option + 2);
            long newAddress = set.apply(field, address);
            if (address != newAddress) {
                packet.put48(option + 2, newAddress);
                checksum = Checksum.update48(checksum, address, newAddress);
            }
        }
        packet.put16(at + CHECKSUM, checksum);
    }

    /** Where the first option with a link address starts; negative where there is none. */
    private int firstLinkAddress(Packet packet, int first) {
        int here = first;
        int left = positions.end - first;
        while (left >= OPTION_UNIT && here + OPTION_UNIT <= packet.length()) {
            int units = packet.u8(here + 1);
            if (units == 0 || left < units * OPTION_UNIT) {
                return -1;
            }
            int kind = packet.u8(here);
            if (units == 1 && (kind == SOURCE_LINK_ADDRESS || kind == TARGET_LINK_ADDRESS)) {
                return here;
            }
            here += units * OPTION_UNIT;
            if (here + 2 > packet.length()) {
                return -1;
            }
            left -= packet.u8(here + 1) * OPTION_UNIT;
        }
        return -1;
    }

    /** Sets the reserved word, which holds an advertisement's flags, and the first option's type. */
    void extensions(Packet packet, Step set) {
        if (!findMessage(packet)) {
            return;
        }
        int at = positions.transport;
        if (set.covers(FlowField.ND_RESERVED)) {
            packet.put32(at + RESERVED, set.value(FlowField.ND_RESERVED));
        }
        if (set.covers(FlowField.ND_OPTIONS_TYPE) && at + MESSAGE < packet.length()) {
            packet.put8(at + MESSAGE, (int) set.value(FlowField.ND_OPTIONS_TYPE));
        }
        packet.put16(at + CHECKSUM, 0);
        int ip = positions.network;
        long sum = Checksum.add(0, packet, ip + 8, ip + 40) + packet.u8(ip + 6) + packet.u16(ip + 4);
        packet.put16(at + CHECKSUM, Checksum.finish(Checksum.add(sum, packet, at, positions.end)));
    }

    private boolean findMessage(Packet packet) {
        return positions.findIpv6(packet)
                && positions.protocol == IpProto.ICMPV6
                && positions.transportSize() >= MESSAGE;
    }
}
