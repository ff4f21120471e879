package io.tandem.datapath.execute;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.tunnel.PopResult;
import io.tandem.datapath.tunnel.TunnelPop;
import io.tandem.datapath.tunnel.TunnelPort;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.Tunnels;
import io.tandem.datapath.tunnel.UnderlayOutput;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** Sends to tunnel ports and takes what comes from them apart. Belongs to one packet thread. */
final class TunnelActions {
    private final Tunnels tunnels;
    private final Int2ObjectHashMap<TunnelPort> ports = new Int2ObjectHashMap<>();

    /**
     * @param output takes encapsulated frames, and questions for neighbours
     */
    TunnelActions(Tunnels tunnels, UnderlayOutput output) {
        this.tunnels = tunnels;
        for (TunnelPort port : tunnels.open(output)) {
            ports.put(port.config().number(), port);
        }
    }

    /** Encapsulates a packet by its own tunnel key and sends it; null, or why it was not sent. */
    @Nullable DropReason send(Packet packet, int number) {
        TunnelPort port = ports.get(number);
        if (port == null) {
            return DropReason.NO_SUCH_PORT;
        }
        return switch (port.transmit(packet)) {
            case SENT -> null;
            case NO_TUNNEL_KEY, WRONG_KEY, WRONG_PAYLOAD -> DropReason.TUNNEL_KEY;
            case NO_ROUTE -> DropReason.TUNNEL_ROUTE;
            case NO_NEIGHBOUR -> DropReason.TUNNEL_NEIGHBOUR;
            case TOO_LONG -> DropReason.TUNNEL_TOO_LONG;
            case NO_ROOM -> DropReason.TUNNEL_PUSH;
        };
    }

    /** Takes a tunnel's headers off; null, or why they are still there. */
    @Nullable DropReason pop(Packet packet, int number) {
        TunnelPortConfig port = tunnels.port(number);
        if (port == null) {
            return DropReason.NO_SUCH_TUNNEL;
        }
        return TunnelPop.pop(packet, port) == PopResult.POPPED ? null : DropReason.TUNNEL_POP;
    }
}
