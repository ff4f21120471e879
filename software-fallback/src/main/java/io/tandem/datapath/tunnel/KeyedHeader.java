package io.tandem.datapath.tunnel;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.GtpU;
import io.tandem.flow.TunnelFlag;

/**
 * The tunnel's own header as a packet's tunnel key asks for it, from UDP or GRE on. Belongs to one tunnel port; allocates
 * nothing for a packet. Lengths, checksums and numbers are left to {@link HeaderCompletion}.
 *
 * <p>Source: Open vSwitch lib/netdev-native-tnl.c, the build_header functions; for group policies the kernel's
 * vxlan_build_gbp_hdr.
 */
final class KeyedHeader {
    private static final int UNKNOWN = -1;

    private final TunnelPortConfig config;
    private final boolean extended;
    private final boolean policies;
    private final boolean numbered;
    private final int segments;

    KeyedHeader(TunnelPortConfig config) {
        this.config = config;
        extended = config.has(TunnelOption.GPE);
        policies = config.has(TunnelOption.GBP);
        numbered = config.has(TunnelOption.SEQUENCE);
        segments = Math.max(1, config.segments().size());
    }

    /** {@link TransmitResult#SENT} where the tunnel can carry the packet with that key. */
    TransmitResult check(Packet packet, boolean ipv6) {
        PacketMetadata metadata = packet.metadata();
        int type = metadata.isEthernet() ? 0 : metadata.networkType();
        boolean ip = type == EtherType.IPV4 || type == EtherType.IPV6;
        boolean carries =
                switch (config.protocol()) {
                    case VXLAN -> type == 0 || extended && nextProtocol(type) != UNKNOWN;
                    case GENEVE, ERSPAN -> type == 0;
                    case GRE -> true;
                    case GTPU -> ip;
                    case SRV6 -> ip && ipv6;
                };
        if (!carries) {
            return TransmitResult.WRONG_PAYLOAD;
        }
        long id = metadata.word(FlowField.TUNNEL_ID.word());
        int version = (int) get(metadata, FlowField.TUNNEL_ERSPAN_VERSION);
        boolean fits =
                switch (config.protocol()) {
                    case VXLAN, GENEVE -> id >>> 24 == 0;
                    case GRE, GTPU -> id >>> 32 == 0;
                    case ERSPAN -> id >>> 10 == 0 && (version == 1 || version == 2);
                    case SRV6 -> config.segments().isEmpty() || startsAtDestination(metadata);
                };
        return fits ? TransmitResult.SENT : TransmitResult.WRONG_KEY;
    }

    private boolean startsAtDestination(PacketMetadata metadata) {
        IpAddress first = config.segments().getFirst();
        int word = FlowField.TUNNEL_IPV6_DST.word();
        return first.high() == metadata.word(word) && first.low() == metadata.word(word + 1);
    }

    /** Bytes of the header. */
    int size(PacketMetadata metadata) {
        return switch (config.protocol()) {
            case VXLAN -> TunnelHeader.UDP + TunnelHeader.VXLAN;
            case GENEVE -> TunnelHeader.UDP + TunnelHeader.GENEVE + options(metadata);
            case GRE -> TunnelHeader.gre(greFlags(metadata));
            case ERSPAN ->
                TunnelHeader.ERSPAN_GRE
                        + TunnelHeader.ERSPAN
                        + (get(metadata, FlowField.TUNNEL_ERSPAN_VERSION) == 1
                                ? TunnelHeader.ERSPAN_INDEX
                                : TunnelHeader.ERSPAN_METADATA);
            case GTPU -> TunnelHeader.UDP + TunnelHeader.GTPU + (numbered ? TunnelHeader.GTPU_OPTIONAL : 0);
            case SRV6 -> TunnelHeader.SEGMENT_ROUTING + segments * TunnelHeader.SEGMENT;
        };
    }

    /**
     * Writes the header.
     *
     * @param type the Ethernet type that stands for the first header of what is carried, 0 for Ethernet
     */
    void write(Packet packet, int at, int type) {
        PacketMetadata metadata = packet.metadata();
        long id = metadata.word(FlowField.TUNNEL_ID.word());
        int behindUdp = at + TunnelHeader.UDP;
        if (config.protocol().overUdp()) {
            udp(packet, at);
        }
        switch (config.protocol()) {
            case VXLAN -> {
                packet.put32(behindUdp, vxlanFlags(metadata, type));
                packet.put32(behindUdp + 4, id << 8);
            }
            case GENEVE -> geneve(packet, behindUdp, id);
            case GRE -> gre(packet, at, id, type);
            case ERSPAN -> erspan(packet, at, id);
            case GTPU -> gtpu(packet, behindUdp, id);
            case SRV6 -> segmentRouting(packet, at, type);
        }
    }

    private void udp(Packet packet, int at) {
        PacketMetadata metadata = packet.metadata();
        int port = (int) get(metadata, FlowField.TUNNEL_TP_DST);
        packet.put32(at, port == 0 ? config.udpPort() : port);
        packet.put32(at + 4, has(metadata, TunnelFlag.CSUM) ? 0xffff : 0);
    }

    private long vxlanFlags(PacketMetadata metadata, int type) {
        if (extended) {
            return TunnelHeader.VXLAN_VNI_VALID | TunnelHeader.VXLAN_GPE | nextProtocol(type);
        }
        long policy = get(metadata, FlowField.TUNNEL_GBP_ID);
        long flags = get(metadata, FlowField.TUNNEL_GBP_FLAGS) & TunnelHeader.VXLAN_GBP_FLAGS;
        boolean none = !policies || policy == 0 && flags == 0;
        return none
                ? TunnelHeader.VXLAN_VNI_VALID
                : TunnelHeader.VXLAN_VNI_VALID | TunnelHeader.VXLAN_GBP | flags << 16 | policy;
    }

    private static int nextProtocol(int type) {
        return switch (type) {
            case EtherType.IPV4 -> 1;
            case EtherType.IPV6 -> 2;
            case 0 -> 3;
            case EtherType.NSH -> 4;
            default -> UNKNOWN;
        };
    }

    private static int options(PacketMetadata metadata) {
        return (int) get(metadata, FlowField.TUNNEL_OPTIONS_LENGTH) & 0xfc;
    }

    private static void geneve(Packet packet, int at, long id) {
        PacketMetadata metadata = packet.metadata();
        int bytes = options(metadata);
        int first = FlowField.TUNNEL_GENEVE_OPTIONS.word();
        int options = at + TunnelHeader.GENEVE;
        for (int i = 0; i < bytes; i += Integer.BYTES) {
            long word = metadata.word(first + i / Long.BYTES);
            packet.put32(options + i, i % Long.BYTES == 0 ? word >>> 32 : word);
        }
        int flags = has(metadata, TunnelFlag.OAM) ? TunnelHeader.GENEVE_OAM : 0;
        for (int i = 0; i < bytes; i += Integer.BYTES + (packet.u8(options + i + 3) & 0x1f) * Integer.BYTES) {
            boolean critical = (packet.u8(options + i + 2) & TunnelHeader.GENEVE_OPTION_CRITICAL) != 0;
            flags |= critical ? TunnelHeader.GENEVE_CRITICAL : 0;
        }
        packet.put32(at, (long) bytes / 4 << 24 | (long) flags << 16 | TunnelHeader.TRANSPARENT_BRIDGING);
        packet.put32(at + 4, id << 8);
    }

    private int greFlags(PacketMetadata metadata) {
        return (has(metadata, TunnelFlag.CSUM) ? TunnelHeader.GRE_CSUM : 0)
                | (has(metadata, TunnelFlag.KEY) ? TunnelHeader.GRE_KEY : 0)
                | (numbered ? TunnelHeader.GRE_SEQUENCE : 0);
    }

    private void gre(Packet packet, int at, long id, int type) {
        int flags = greFlags(packet.metadata());
        packet.put16(at, flags);
        packet.put16(at + 2, type == 0 ? TunnelHeader.TRANSPARENT_BRIDGING : type);
        int option = at + TunnelHeader.GRE;
        if ((flags & TunnelHeader.GRE_CSUM) != 0) {
            packet.put32(option, 0);
            option += TunnelHeader.GRE_OPTION;
        }
        if ((flags & TunnelHeader.GRE_KEY) != 0) {
            packet.put32(option, id);
        }
    }

    private static void erspan(Packet packet, int at, long id) {
        PacketMetadata metadata = packet.metadata();
        boolean first = get(metadata, FlowField.TUNNEL_ERSPAN_VERSION) == 1;
        packet.put16(at, TunnelHeader.GRE_SEQUENCE);
        packet.put16(at + 2, first ? TunnelHeader.ERSPAN_TYPE_2 : TunnelHeader.ERSPAN_TYPE_3);
        int header = at + TunnelHeader.ERSPAN_GRE;
        packet.put32(header, (first ? 1L : 2L) << 28 | id);
        int behind = header + TunnelHeader.ERSPAN;
        if (first) {
            packet.put32(behind, get(metadata, FlowField.TUNNEL_ERSPAN_INDEX));
        } else {
            long direction = get(metadata, FlowField.TUNNEL_ERSPAN_DIRECTION);
            packet.put64(behind, get(metadata, FlowField.TUNNEL_ERSPAN_HARDWARE_ID) << 4 | direction << 3);
        }
    }

    private void gtpu(Packet packet, int at, long id) {
        PacketMetadata metadata = packet.metadata();
        int flags = (int) get(metadata, FlowField.TUNNEL_GTPU_FLAGS);
        int message = (int) get(metadata, FlowField.TUNNEL_GTPU_MSGTYPE);
        flags = flags == 0 ? GtpU.VERSION_1 : flags & ~GtpU.OPTIONAL;
        packet.put8(at, flags | (numbered ? TunnelHeader.GTPU_SEQUENCE : 0));
        packet.put8(at + 1, message == 0 ? GtpU.G_PDU : message);
        packet.put32(at + 4, id);
        if (numbered) {
            packet.put32(at + TunnelHeader.GTPU, 0);
        }
    }

    /** The last segment comes first. */
    private void segmentRouting(Packet packet, int at, int type) {
        int next = type == EtherType.IPV4 ? TunnelHeader.IPV4_IN_IPV6 : TunnelHeader.IPV6_IN_IPV6;
        packet.put8(at, next);
        packet.put8(at + 1, 2 * segments);
        packet.put8(at + 2, TunnelHeader.SEGMENT_ROUTING_TYPE);
        packet.put8(at + 3, segments - 1);
        packet.put32(at + 4, (segments - 1L) << 24);
        PacketMetadata metadata = packet.metadata();
        for (int i = 0; i < segments; i++) {
            int here = at + TunnelHeader.SEGMENT_ROUTING + (segments - 1 - i) * TunnelHeader.SEGMENT;
            int word = FlowField.TUNNEL_IPV6_DST.word();
            boolean listed = !config.segments().isEmpty();
            packet.put64(here, listed ? config.segments().get(i).high() : metadata.word(word));
            packet.put64(here + 8, listed ? config.segments().get(i).low() : metadata.word(word + 1));
        }
    }

    private static boolean has(PacketMetadata metadata, TunnelFlag flag) {
        return (get(metadata, FlowField.TUNNEL_FLAGS) & flag.bit()) != 0;
    }

    static long get(PacketMetadata metadata, FlowField field) {
        return metadata.word(field.word()) >>> field.shift() & field.ones();
    }
}
