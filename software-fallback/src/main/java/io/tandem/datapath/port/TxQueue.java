package io.tandem.datapath.port;

/**
 * One transmit queue of a port. One thread at a time may use it, so each packet thread has its own.
 *
 * <p>{@link #transmit} copies the packet into the queue, {@link #handOver} need not; {@link #flush} shows the queue to the kernel, once after each
 * batch, so that a batch costs one system call at most. A queue that runs full in between is flushed by itself.
 * {@link PortKind#TAP} has no rings: there each packet is a system call, and leaves at once.
 */
public interface TxQueue extends Port {
    /** Its place among the port's transmit queues, from 0. */
    int index();

    /** Makes the kernel send what is queued. Does nothing, without a system call, where nothing is. Never blocks. */
    void flush();
}
