package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Frames for ports, and moving them. */
final class Frames {
    /** An Ethernet type for experiments (IEEE 802), which nobody answers. */
    static final int EXPERIMENT = 0x88b5;

    /** A frame of random bytes that carries its number. */
    static byte[] frame(int size, int number, int... tags) {
        byte[] bytes = new byte[size];
        new SplittableRandom(number).nextBytes(bytes);
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.putShort((short) 0x0200).putInt(number);
        frame.putShort((short) 0x0201).putInt(number);
        for (int tag : tags) {
            frame.putInt(tag);
        }
        frame.putShort((short) EXPERIMENT).putInt(number);
        return bytes;
    }

    static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.copyTo(bytes, 0);
        return bytes;
    }

    /** Sends frames and flushes after each batch. */
    static void send(TxQueue queue, List<byte[]> frames) {
        Packet packet = PacketBatch.single();
        int queued = 0;
        for (byte[] frame : frames) {
            packet.set(frame, 0, frame.length, 0, 0);
            queue.transmit(packet);
            if (++queued % PacketBatch.SIZE == 0) {
                queue.flush();
            }
        }
        queue.flush();
    }

    /** Takes that many frames, or those that came in ten seconds. */
    static List<byte[]> take(RxQueue queue, int count) {
        List<byte[]> taken = new ArrayList<>();
        PacketBatch batch = new PacketBatch();
        long end = System.nanoTime() + 10_000_000_000L;
        while (taken.size() < count && System.nanoTime() < end) {
            batch.clear();
            queue.receive(batch);
            for (int i = 0; i < batch.size(); i++) {
                taken.add(bytes(batch.get(i)));
            }
        }
        return taken;
    }

    private Frames() {}
}
