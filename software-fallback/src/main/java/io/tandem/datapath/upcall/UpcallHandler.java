package io.tandem.datapath.upcall;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowKey;

/** The slow path as the datapath sees it. Called by the packet thread, which waits for the answer. */
public interface UpcallHandler {
    /**
     * Decides what to do with a packet that no flow matches. The packet is read only.
     *
     * @param key the packet's key
     */
    UpcallAnswer miss(FlowKey key, Packet packet);

    /** The flow of an answer is in the table; its first packet is about to be carried. */
    void installed(DatapathFlow flow);
}
