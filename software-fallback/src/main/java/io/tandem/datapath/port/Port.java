package io.tandem.datapath.port;

import io.tandem.datapath.packet.Packet;

/** A port that packets leave by. One thread at a time. */
public interface Port {
    /** The datapath port number. */
    int number();

    /**
     * Sends the packet as it is now; it still belongs to the caller afterwards. Never blocks and never throws for what
     * the network does: a packet that cannot be sent is a drop that the port counts.
     */
    void transmit(Packet packet);

    /**
     * Sends the packet as {@link #transmit} does, and may keep its memory where that is lent: the caller does not look at
     * the packet any more.
     */
    default void handOver(Packet packet) {
        transmit(packet);
    }
}
