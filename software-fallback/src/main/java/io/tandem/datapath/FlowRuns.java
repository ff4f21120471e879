package io.tandem.datapath;

import io.tandem.datapath.execute.ActionExecutor;
import io.tandem.datapath.execute.DropReason;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;

/**
 * Packets that follow each other in a batch, have the same flow, and only leave by one port: they are counted in it at once. One
 * thread, which is that of the packets.
 */
final class FlowRuns {
    private final int thread;
    private final PacketLookup lookup;
    private final ActionExecutor executor;
    private final PacketCounters counters;

    /** @param thread the number by which flows know who counts */
    FlowRuns(int thread, PacketLookup lookup, ActionExecutor executor, PacketCounters counters) {
        this.thread = thread;
        this.lookup = lookup;
        this.executor = executor;
        this.counters = counters;
    }

    /**
     * Sends the packets from one of the batch on that are such, and counts them.
     *
     * @return the first packet that this was not done with
     */
    int send(PacketBatch batch, int from) {
        DatapathFlow flow = lookup.foundFlow(from);
        if (flow == null || !flow.live()) {
            return from;
        }
        Port port = executor.onlyOutput(flow.steps());
        if (port == null) {
            return from;
        }
        int end = lookup.takeRun(from, batch.size(), flow);
        long bytes = 0;
        long flags = 0;
        for (int i = from; i < end; i++) {
            bytes += batch.get(i).length();
            flags |= lookup.keys[i * FlowField.WORDS + KeyTcpFlags.WORD];
        }
        counters.counted += end - from;
        flow.count(thread, end - from, bytes, batch.get(end - 1).timeNanos(), KeyTcpFlags.of(flags));
        int at = from;
        try {
            while (at < end) {
                send(batch.get(at++), port);
            }
        } finally {
            if (at < end) { // those that an error has left
                counters.drops.count(DropReason.THREAD_FAILED, end - at);
            }
        }
        return end;
    }

    private void send(Packet packet, Port port) {
        try {
            executor.send(packet, port);
        } catch (RuntimeException e) {
            counters.drops.count(DropReason.DATAPATH_FAILED, 1);
        } catch (Error e) {
            counters.drops.count(DropReason.THREAD_FAILED, 1);
            throw e;
        }
    }
}
