package io.tandem.datapath;

import io.tandem.datapath.port.Port;
import io.tandem.datapath.port.TxQueue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ports that one packet thread sends by. Belongs to that thread. */
final class ThreadPorts {
    private final @Nullable Port[] ports;
    private TxQueue[] txQueues = new TxQueue[0];

    /** Without any, for numbers up to the greatest. */
    ThreadPorts(int greatest) {
        ports = new Port[greatest + 1];
    }

    /** Ports by their numbers, those that are attached later too. */
    @Nullable Port[] byNumber() {
        return ports;
    }

    void attach(Port port) {
        ports[port.number()] = port;
        if (port instanceof TxQueue) {
            findTxQueues();
        }
    }

    void attachAll(ThreadPorts others) {
        System.arraycopy(others.ports, 0, ports, 0, ports.length);
        findTxQueues();
    }

    private void findTxQueues() {
        txQueues = Arrays.stream(ports)
                .filter(TxQueue.class::isInstance)
                .map(TxQueue.class::cast)
                .toArray(TxQueue[]::new);
    }

    /** What transmit queues hold leaves. */
    void flush() {
        for (TxQueue queue : txQueues) {
            queue.flush();
        }
    }
}
