package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import java.util.List;

/** All queues of a port of one kind, with the sockets and rings below them. */
sealed interface QueueSet permits PacketQueueSet, TapQueueSet, XdpQueueSet {
    /** The interface that they belong to. */
    Link link();

    List<RxQueue> rx();

    List<TxQueue> tx();

    /** The sum over the queues, with what the kernel counted. Any thread. */
    PortCounters counters();

    /** Gives everything back. Called once. */
    void close();
}
