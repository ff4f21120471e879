package io.tandem.datapath.execute;

import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites, pushes and pops Ethernet headers and VLAN tags. Belongs to one packet thread.
 *
 * <p>Source: Open vSwitch, odp_eth_set_addrs in lib/odp-execute.c; eth_push_vlan, eth_pop_vlan, push_eth and pop_eth in
 * lib/packets.c. Where that would stop the whole process, as on an Ethernet header pushed onto one, the packet is dropped.
 */
final class EthernetRewriter {
    private static final int HEADER = 14;
    private static final int ADDRESSES = HeaderPositions.ADDRESSES;
    private static final int TAG = HeaderPositions.TAG;

    private final HeaderPositions positions;

    EthernetRewriter(HeaderPositions positions) {
        this.positions = positions;
    }

    /** A packet without an Ethernet header stays as it is. */
    @Nullable DropReason addresses(Packet packet, Step set) {
        if (!packet.metadata().isEthernet()) {
            return null;
        }
        if (packet.length() < ADDRESSES) {
            return DropReason.TRUNCATED_HEADER;
        }
        packet.put48(0, set.apply(FlowField.ETH_DST, packet.u48(0)));
        packet.put48(6, set.apply(FlowField.ETH_SRC, packet.u48(6)));
        return null;
    }

    /** Rewrites the outermost tag, which no datapath of Open vSwitch does: they pop one and push another. */
    @Nullable DropReason tag(Packet packet, Step set) {
        if (!hasTag(packet)) {
            return DropReason.TRUNCATED_HEADER;
        }
        int tci = packet.u16(ADDRESSES + 2);
        long vid = set.apply(FlowField.VLAN_VID, tci & 0xfff);
        long pcp = set.apply(FlowField.VLAN_PCP, tci >>> 13);
        packet.put16(ADDRESSES + 2, (int) (pcp << 13 | tci & 0x1000 | vid));
        return null;
    }

    @Nullable DropReason pushTag(Packet packet, int tpid, int tci) {
        if (!packet.metadata().isEthernet()) {
            return DropReason.WRONG_PACKET_TYPE;
        }
        if (packet.length() < ADDRESSES) {
            return DropReason.TRUNCATED_HEADER;
        }
        if (!packet.insert(ADDRESSES, TAG)) {
            return DropReason.NO_ROOM;
        }
        packet.put16(ADDRESSES, tpid);
        packet.put16(ADDRESSES + 2, tci);
        return null;
    }

    /** Without a tag nothing happens. */
    @Nullable DropReason popTag(Packet packet) {
        if (hasTag(packet)) {
            packet.remove(ADDRESSES, TAG);
        }
        return null;
    }

    @Nullable DropReason push(Packet packet, long source, long destination) {
        PacketMetadata metadata = packet.metadata();
        if (metadata.isEthernet()) {
            return DropReason.WRONG_PACKET_TYPE;
        }
        if (!packet.insert(0, HEADER)) {
            return DropReason.NO_ROOM;
        }
        packet.put48(0, destination);
        packet.put48(6, source);
        packet.put16(ADDRESSES, metadata.networkType());
        metadata.packetType(PacketMetadata.ETHERNET);
        return null;
    }

    /** Takes off everything in front of labels or network header: tags and SNAP too. */
    @Nullable DropReason pop(Packet packet) {
        if (!packet.metadata().isEthernet()) {
            return DropReason.WRONG_PACKET_TYPE;
        }
        if (!positions.findNetwork(packet)) {
            return DropReason.TRUNCATED_HEADER;
        }
        int type = packet.u16(positions.network - 2);
        packet.remove(0, positions.network);
        packet.metadata().packetType(type);
        return null;
    }

    private static boolean hasTag(Packet packet) {
        return packet.metadata().isEthernet()
                && packet.length() >= ADDRESSES + TAG + 2
                && EtherType.isVlan(packet.u16(ADDRESSES));
    }
}
