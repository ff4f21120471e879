package io.tandem.datapath.port;

import io.tandem.datapath.packet.Packet;

/**
 * A transmit queue that several packet threads use, one at a time, by a lock: for ports that have fewer queues than there
 * are threads.
 */
public final class SharedTxQueue implements TxQueue {
    private final TxQueue queue;

    /** Shares a queue, which nobody uses directly from then on. */
    public SharedTxQueue(TxQueue queue) {
        this.queue = queue;
    }

    @Override
    public int number() {
        return queue.number();
    }

    @Override
    public int index() {
        return queue.index();
    }

    @Override
    public synchronized void transmit(Packet packet) {
        queue.transmit(packet);
    }

    @Override
    public synchronized void handOver(Packet packet) {
        queue.handOver(packet);
    }

    @Override
    public synchronized void flush() {
        queue.flush();
    }
}
