package io.tandem.datapath.tunnel;

import io.tandem.datapath.packet.Packet;

/** Takes encapsulated packets, and questions for neighbours, on to the underlay. Called by the packet thread. */
@FunctionalInterface
public interface UnderlayOutput {
    /**
     * Sends a frame.
     *
     * @param port number of the underlay's port
     * @param packet the frame, only until this returns
     */
    void transmit(int port, Packet packet);
}
