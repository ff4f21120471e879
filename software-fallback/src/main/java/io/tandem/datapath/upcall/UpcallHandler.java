package io.tandem.datapath.upcall;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowKey;

/**
 * The slow path as the datapath sees it. Called by packet threads, which wait for the answer, or by handler threads, as
 * {@link UpcallConfig} says; by several at once where there are several. {@link #miss} may remove flows of the datapath.
 */
public interface UpcallHandler {
    /**
     * Decides what to do with a packet that no flow matches. The packet is read only.
     *
     * @param key the packet's key
     */
    UpcallAnswer miss(FlowKey key, Packet packet);

    /**
     * The flow of an answer is in the table; its first packet is about to be carried. Called by the packet thread inside
     * a batch: must neither remove flows nor wait for a thread that does.
     */
    void installed(DatapathFlow flow);

    /** Takes the packet of a userspace action. A slow path that asks for no such packets gets none. */
    default void userspace(ActionUpcall upcall) {}
}
