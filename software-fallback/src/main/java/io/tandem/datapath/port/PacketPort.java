package io.tandem.datapath.port;

import java.util.List;

/**
 * A port that packets come in by and leave by. Its queues belong to packet threads, one thread each; everything else
 * here may be called by any thread.
 *
 * <p>A port whose interface goes away stays usable: its state is {@link LinkState#REMOVED}, it receives nothing, and what
 * is sent there is a counted drop.
 */
public interface PacketPort extends AutoCloseable {
    /** The datapath port number. */
    int number();

    /** The name of the interface. */
    String name();

    /** What packets come in by, at least one; as many as were asked for where the kind allows. */
    List<RxQueue> rxQueues();

    /** What packets leave by, at least one; as many as were asked for where the kind allows. */
    List<TxQueue> txQueues();

    /** Whether packets can pass, as last seen. */
    LinkState state();

    /** What passed and what was lost so far, over all queues. */
    PortCounters counters();

    /**
     * Gives everything back: descriptors, rings, XDP programs, and settings of the interface that were changed. Packet
     * threads must have stopped using the queues. Does nothing the second time.
     */
    @Override
    void close();
}
