package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.PortKind;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;

/**
 * How many packets a second each kind of port sends and receives, in one thread that does both ends: what counts are the
 * ratios of one run. The other end is always a packet socket. Run by hand, as root.
 */
public final class PortBenchmark {
    private static final int ROUNDS = 3;
    private static final long NANOS = 1_500_000_000L;

    /** Sends batches one way and takes them at the other end, for a while. Answers packets a second that arrived. */
    private static double measure(TxQueue tx, RxQueue rx, int size) {
        PacketBatch out = new PacketBatch();
        PacketBatch in = new PacketBatch();
        byte[] frame = Frames.frame(size, 1);
        while (!out.full()) {
            out.add().set(frame, 0, size, 0, 0);
        }
        long received = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < NANOS) {
            for (int i = 0; i < PacketBatch.SIZE; i++) {
                tx.transmit(out.get(i));
            }
            tx.flush();
            do {
                in.clear();
                received += rx.receive(in);
            } while (in.full());
        }
        return received * 1e9 / (System.nanoTime() - start);
    }

    public static void main(String[] arguments) throws PortException {
        for (int round = 0; round < ROUNDS; round++) {
            for (int size : new int[] {64, 1500}) {
                for (PortKind kind : PortKind.values()) {
                    try (PortPair pair = PortPair.open(kind, 1500)) {
                        double sent = measure(
                                pair.tested().txQueues().getFirst(),
                                pair.other().rxQueues().getFirst(),
                                size);
                        double received = measure(
                                pair.other().txQueues().getFirst(),
                                pair.tested().rxQueues().getFirst(),
                                size);
                        System.out.printf(
                                "%d bytes %-9s sends %,10.0f/s receives %,10.0f/s lost %s%n",
                                size,
                                kind,
                                sent,
                                received,
                                pair.tested().counters().rxLost());
                    }
                }
            }
        }
    }

    private PortBenchmark() {}
}
