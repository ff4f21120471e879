package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;
import java.util.Optional;

/**
 * What pushes and pops tunnel headers. Called by one packet thread. This is the one place where the executor meets
 * tunnels: what {@link #prepare} answers is what the packet path hands to {@link #push} and {@link #pop}.
 */
public interface TunnelHeaders {
    /** Knows no tunnel. */
    TunnelHeaders NONE = new TunnelHeaders() {
        @Override
        public boolean push(Packet packet, Object prepared) {
            return false;
        }

        @Override
        public boolean pop(Packet packet, int port) {
            return false;
        }
    };

    /** The step of a tnl_push; empty, as no tunnel's header is known. */
    static Optional<Step> prepare(OdpAction.TnlPush action) {
        return Optional.empty();
    }

    /** The step of a tnl_pop; empty, as no tunnel's header is known. */
    static Optional<Step> prepare(OdpAction.TnlPop action) {
        return Optional.empty();
    }

    /** Puts a tunnel's headers in front of the packet; false where they do not fit. */
    boolean push(Packet packet, Object prepared);

    /**
     * Takes a tunnel's headers off, and says in the packet's metadata what they were.
     *
     * @param port the tunnel's port, which tells the tunnel's kind
     * @return false where there is no such port, or the packet is none of its tunnel
     */
    boolean pop(Packet packet, int port);
}
