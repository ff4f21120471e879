package io.tandem.datapath.execute;

import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites, pushes and pops MPLS labels (RFC 3032). Belongs to one packet thread.
 *
 * <p>Source: Open vSwitch, push_mpls, add_mpls, pop_mpls and set_mpls_lse in lib/packets.c. Kept from there: the Ethernet
 * type that changes is that of the first header where the frame has no tag, also where SNAP follows. As in the kernel a
 * label pushed onto a packet without an Ethernet header changes the packet's type.
 */
final class MplsRewriter {
    private static final int ENTRY = 4;
    /** Transparent Ethernet bridging: a whole frame follows. Source: linux/if_ether.h ETH_P_TEB. */
    private static final int BRIDGED = 0x6558;

    private final HeaderPositions positions;

    MplsRewriter(HeaderPositions positions) {
        this.positions = positions;
    }

    /** Sets bits of the outermost label; a packet without one goes on as it is. */
    void set(Packet packet, int value, int bits) {
        if (findLabel(packet)) {
            int entry = (int) packet.u32(positions.network);
            packet.put32(positions.network, entry & ~bits | value & bits);
        }
    }

    /** Puts a label in front of labels or network header. */
    @Nullable DropReason push(Packet packet, int entry, int type) {
        if (!positions.findNetwork(packet)) {
            return DropReason.TRUNCATED_HEADER;
        }
        int at = positions.network;
        if (!packet.insert(at, ENTRY)) {
            return DropReason.NO_ROOM;
        }
        packet.put32(at, entry);
        type(packet, at, type);
        return null;
    }

    /** Puts a label in front of the whole frame, which has no Ethernet header of its own from then on. */
    @Nullable DropReason pushInFront(Packet packet, int entry, int type) {
        if (!packet.insert(0, ENTRY)) {
            return DropReason.NO_ROOM;
        }
        packet.put32(0, entry);
        packet.metadata().packetType(type);
        return null;
    }

    /** Takes the outermost label off; a packet without one goes on as it is. */
    void pop(Packet packet, int type) {
        if (!findLabel(packet)) {
            return;
        }
        int at = positions.network;
        type(packet, at, type);
        packet.remove(at, ENTRY);
        if (at == 0 && type == BRIDGED) {
            packet.metadata().packetType(PacketMetadata.ETHERNET);
        }
    }

    private boolean findLabel(Packet packet) {
        return positions.findNetwork(packet)
                && EtherType.isMpls(positions.type)
                && positions.network + ENTRY <= packet.length();
    }

    private static void type(Packet packet, int network, int type) {
        if (!packet.metadata().isEthernet()) {
            packet.metadata().packetType(type);
            return;
        }
        boolean tagged = EtherType.isVlan(packet.u16(HeaderPositions.ADDRESSES));
        packet.put16(tagged ? network - 2 : HeaderPositions.ADDRESSES, type);
    }
}
