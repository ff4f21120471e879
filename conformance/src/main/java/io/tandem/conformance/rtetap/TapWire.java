package io.tandem.conformance.rtetap;

import io.tandem.rte.nativelib.Mbuf;
import io.tandem.rte.nativelib.Memory;
import io.tandem.rte.nativelib.RxBurst;
import io.tandem.rte.nativelib.TxBurst;
import io.tandem.rte.port.EthPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames that the kernel sends out of a TAP interface, and what of them comes to DPDK. One thread. */
final class TapWire {
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    private final List<RxBurst> queues;
    private final RxBurst rx;
    private final TxBurst tx;

    /**
     * @param tap receives what the interface sends
     * @param sender a packet socket on the interface
     */
    TapWire(EthPort tap, EthPort sender) {
        queues = tap.rxQueues();
        rx = queues.getFirst();
        tx = sender.txQueues().getFirst();
    }

    /**
     * What arrived.
     *
     * @param hits of the one frame
     * @param misses of the other
     */
    record Arrived(int hits, int misses) {}

    /** Sends so many of both, and waits until the last of the second has come; the kernel keeps their order. */
    Arrived send(byte[] hit, byte[] miss, int each) {
        for (int i = 0; i < each; i++) {
            add(hit);
        }
        for (int i = 0; i < each; i++) {
            add(miss);
        }
        tx.send();
        int hits = 0;
        int misses = 0;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (misses < each && System.nanoTime() < deadline) {
            int received = rx.receive(EthPort.BURST);
            for (int i = 0; i < received; i++) {
                byte[] frame = frame(rx.mbuf(i));
                hits += Arrays.equals(frame, hit) ? 1 : 0;
                misses += Arrays.equals(frame, miss) ? 1 : 0;
            }
            rx.free();
        }
        return new Arrived(hits, misses);
    }

    /** Sends a frame so many times, and waits until all have come; the queue that each came up by. */
    List<Integer> queues(byte[] frame, int times) {
        for (int i = 0; i < times; i++) {
            add(frame);
        }
        tx.send();
        List<Integer> came = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (came.size() < times && System.nanoTime() < deadline) {
            for (int queue = 0; queue < queues.size(); queue++) {
                RxBurst burst = queues.get(queue);
                int received = burst.receive(EthPort.BURST);
                for (int i = 0; i < received; i++) {
                    if (Arrays.equals(frame(burst.mbuf(i)), frame)) {
                        came.add(queue);
                    }
                }
                burst.free();
            }
        }
        return came;
    }

    private void add(byte[] frame) {
        long mbuf = tx.packet(frame.length);
        Memory.copy(frame, Mbuf.data(mbuf));
        tx.add(mbuf);
    }

    private static byte[] frame(long mbuf) {
        byte[] frame = new byte[Mbuf.length(mbuf)];
        Memory.copy(Mbuf.data(mbuf), frame);
        return frame;
    }
}
