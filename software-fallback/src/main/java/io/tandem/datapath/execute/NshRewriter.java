package io.tandem.datapath.execute;

import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites, pushes and pops Network Service Headers (RFC 8300). Belongs to one packet thread.
 *
 * <p>Source: Open vSwitch, odp_set_nsh in lib/odp-execute.c; push_nsh and pop_nsh in lib/packets.c. A header is pushed
 * and popped without an Ethernet header in front of it; where that would stop the whole process the packet is dropped.
 */
final class NshRewriter {
    private static final int BASE = 8;
    private static final int CONTEXT = 16;
    private static final int MD1 = 1;
    private static final int NEXT_PROTOCOL = 3;

    private static final int NEXT_IPV4 = 1;
    private static final int NEXT_IPV6 = 2;
    private static final int NEXT_ETHERNET = 3;
    private static final int NEXT_NSH = 4;

    private final HeaderPositions positions;

    NshRewriter(HeaderPositions positions) {
        this.positions = positions;
    }

    @Nullable DropReason set(Packet packet, Step set) {
        int length = positions.findNetwork(packet) && positions.type == EtherType.NSH ? length(packet) : -1;
        if (length < 0) {
            return DropReason.TRUNCATED_HEADER;
        }
        int at = positions.network;
        int start = packet.u16(at);
        long flags = set.apply(FlowField.NSH_FLAGS, start >>> 12 & 3);
        long ttl = set.apply(FlowField.NSH_TTL, start >>> 6 & 0x3f);
        packet.put16(at, (int) (start & 0xc03f | (flags & 3) << 12 | (ttl & 0x3f) << 6));
        long path = packet.u32(at + 4);
        long service = set.apply(FlowField.NSH_SPI, path >>> 8);
        packet.put32(at + 4, service << 8 | set.apply(FlowField.NSH_SI, path & 0xff));
        if (packet.u8(at + 2) == MD1 && length >= BASE + CONTEXT) {
            context(packet, at + BASE, FlowField.NSH_C1, set);
            context(packet, at + BASE + 4, FlowField.NSH_C2, set);
            context(packet, at + BASE + 8, FlowField.NSH_C3, set);
            context(packet, at + BASE + 12, FlowField.NSH_C4, set);
        }
        return null;
    }

    private static void context(Packet packet, int at, FlowField field, Step set) {
        packet.put32(at, set.apply(field, packet.u32(at)));
    }

    /**
     * Pushes a header in front of the whole packet; its next protocol is what the packet is.
     *
     * @param header as it goes on the wire
     */
    @Nullable DropReason push(Packet packet, byte[] header) {
        PacketMetadata metadata = packet.metadata();
        int next = metadata.isEthernet() ? NEXT_ETHERNET : nextProtocol(metadata.networkType());
        if (next < 0) {
            return DropReason.WRONG_PACKET_TYPE;
        }
        if (!packet.insert(0, header.length)) {
            return DropReason.NO_ROOM;
        }
        packet.put(0, header);
        packet.put8(NEXT_PROTOCOL, next);
        metadata.packetType(EtherType.NSH);
        return null;
    }

    /** A packet that does not start with such a header goes on as it is. */
    @Nullable DropReason pop(Packet packet) {
        PacketMetadata metadata = packet.metadata();
        if (metadata.isEthernet() || metadata.networkType() != EtherType.NSH) {
            return null;
        }
        positions.network = 0;
        int length = length(packet);
        if (length < 0) {
            return DropReason.TRUNCATED_HEADER;
        }
        int type = packetType(packet.u8(NEXT_PROTOCOL));
        if (type == 0) {
            return DropReason.UNKNOWN_NEXT_PROTOCOL;
        }
        packet.remove(0, length);
        metadata.packetType(type);
        return null;
    }

    /** Bytes of the header; negative where it is cut short. */
    private int length(Packet packet) {
        int left = packet.length() - positions.network;
        if (left < BASE) {
            return -1;
        }
        int length = (packet.u16(positions.network) & 0x3f) * 4;
        return length < BASE || length > left ? -1 : length;
    }

    private static int nextProtocol(int type) {
        return switch (type) {
            case EtherType.IPV4 -> NEXT_IPV4;
            case EtherType.IPV6 -> NEXT_IPV6;
            case EtherType.NSH -> NEXT_NSH;
            default -> -1;
        };
    }

    private static int packetType(int nextProtocol) {
        return switch (nextProtocol) {
            case NEXT_IPV4 -> EtherType.IPV4;
            case NEXT_IPV6 -> EtherType.IPV6;
            case NEXT_ETHERNET -> PacketMetadata.ETHERNET;
            case NEXT_NSH -> EtherType.NSH;
            default -> 0;
        };
    }
}
