package io.tandem.datapath.tunnel;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A tnl_push, prepared: its ready-made header, put in front of packets with the lengths, ports, checksums and sequence
 * numbers of each. Immutable, for any number of threads; allocates nothing for a packet.
 *
 * <p>The UDP source port always comes from the hash of the packet's flow, the UDP checksum is computed where the
 * header's is not zero. Source: Open vSwitch lib/netdev-native-tnl.c; push_tnl_action in lib/dpif-netdev.c.
 */
public final class TunnelPush {
    private static final int LABEL_AT = TunnelHeader.ETHERNET;

    private final byte[] header;
    private final TunnelProtocol protocol;
    private final int outPort;
    private final int labelSource;
    private final AtomicInteger sequence;

    private TunnelPush(byte[] header, TunnelProtocol protocol, int outPort, AtomicInteger sequence) {
        this.header = header;
        this.protocol = protocol;
        this.outPort = outPort;
        this.labelSource =
                protocol == TunnelProtocol.SRV6 ? u16(header, LABEL_AT + 2) | (header[LABEL_AT + 1] & 15) << 16 : 0;
        this.sequence = sequence;
    }

    /**
     * Prepares an action that numbers its packets from zero on its own.
     *
     * @throws IllegalArgumentException as {@link #of(OdpAction.TnlPush, TunnelSequences)}
     */
    public static TunnelPush of(OdpAction.TnlPush action) {
        return of(action, new TunnelSequences());
    }

    /**
     * Prepares an action.
     *
     * @param sequences numbers the packets of each tunnel port, over all flows that lead there
     * @throws IllegalArgumentException where no such tunnel is known or the header is not one of it
     */
    public static TunnelPush of(OdpAction.TnlPush action, TunnelSequences sequences) {
        TunnelProtocol protocol = TunnelProtocol.of(action.kind())
                .orElseThrow(() -> new IllegalArgumentException(
                        "tnl_push of type " + action.kind() + " is no tunnel of this datapath; see OVS_VPORT_TYPE_*"));
        byte[] header = action.header().toArray();
        check(header, protocol);
        return new TunnelPush(header, protocol, action.outPort(), sequences.of(action.tunnelPort()));
    }

    /**
     * Puts the header in front; the packet is then one of Ethernet that came in by the underlay's port and carries
     * nothing beside its bytes. False, and the packet untouched, where there is no room.
     */
    public boolean push(Packet packet) {
        int hashed = HeaderCompletion.hashed(packet, protocol, labelSource);
        if (!packet.insert(0, header.length)) {
            return false;
        }
        packet.put(0, header);
        packet.metadata().clear();
        packet.recircId(0);
        packet.inPort(outPort);
        packet.checksumsGood(false, false);
        HeaderCompletion.complete(packet, protocol, header.length, hashed, sequence);
        return true;
    }

    private static void check(byte[] header, TunnelProtocol protocol) {
        need(header, protocol, TunnelHeader.ETHERNET + TunnelHeader.IPV4);
        int type = u16(header, TunnelHeader.ETHERNET - 2);
        boolean ipv6 = type == EtherType.IPV6;
        if (!ipv6 && (type != EtherType.IPV4 || protocol == TunnelProtocol.SRV6)) {
            throw wrong(protocol, "Ethernet type 0x%04x does not carry it".formatted(type));
        }
        int at = TunnelHeader.ETHERNET + (ipv6 ? TunnelHeader.IPV6 : TunnelHeader.IPV4);
        int bytes =
                switch (protocol) {
                    case VXLAN -> TunnelHeader.UDP + TunnelHeader.VXLAN;
                    case GENEVE -> TunnelHeader.UDP + TunnelHeader.GENEVE;
                    case GTPU -> TunnelHeader.UDP + TunnelHeader.GTPU;
                    case GRE -> TunnelHeader.GRE;
                    case ERSPAN -> TunnelHeader.ERSPAN_GRE + TunnelHeader.ERSPAN + TunnelHeader.ERSPAN_INDEX;
                    case SRV6 -> TunnelHeader.SEGMENT_ROUTING;
                };
        need(header, protocol, at + bytes);
        if (protocol == TunnelProtocol.GRE) {
            need(header, protocol, at + TunnelHeader.gre(u16(header, at)));
        }
    }

    private static void need(byte[] header, TunnelProtocol protocol, int bytes) {
        if (header.length < bytes) {
            throw wrong(protocol, "a header of " + header.length + " bytes, at least " + bytes + " make one");
        }
    }

    private static IllegalArgumentException wrong(TunnelProtocol protocol, String found) {
        return new IllegalArgumentException("tnl_push of " + protocol + ": " + found);
    }

    private static int u16(byte[] header, int at) {
        return (header[at] & 0xff) << 8 | header[at + 1] & 0xff;
    }
}
