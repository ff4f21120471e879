package io.tandem.datapath.port;

import io.tandem.datapath.packet.Packet;

/** A port that packets leave by. Called by the packet thread. */
public interface Port {
    /** The datapath port number. */
    int number();

    /** Sends the packet as it is now; it still belongs to the caller afterwards. */
    void transmit(Packet packet);
}
