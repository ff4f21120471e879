package io.tandem.datapath;

import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.MissUpcall;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import org.jspecify.annotations.Nullable;

/** A key for whose packets the slow path is asked, and the verdict once there is one. Belongs to a packet thread. */
final class PendingKey {
    /** A packet of a key, in the order of arrival among all that wait. */
    record Held(Packet packet, PendingKey key, int depth) {}

    final FlowKey key;
    final long[] words;
    final int port;
    /** Packets that wait. */
    int packets;
    /** The question under way; null where it is yet to be asked, or a verdict needs none. */
    @Nullable MissUpcall upcall;

    long askedNanos;

    // The verdict, one of these.
    @Nullable DatapathFlow flow;

    @Nullable Megaflow once;

    @Nullable DropReason drop;

    PendingKey(FlowKey key, long[] words, int port) {
        this.key = key;
        this.words = words;
        this.port = port;
    }

    boolean decided() {
        return flow != null || once != null || drop != null;
    }
}
