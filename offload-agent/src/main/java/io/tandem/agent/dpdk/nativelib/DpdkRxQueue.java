package io.tandem.agent.dpdk.nativelib;

import io.tandem.datapath.packet.FrameLender;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import io.tandem.rte.eal.QueueThread;
import io.tandem.rte.nativelib.Mbuf;
import io.tandem.rte.nativelib.RxBurst;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A receive queue of a DPDK port. One call of the driver a batch, no system call of its own. Frames stay in their mbufs,
 * which go back when the queue is asked for more, but for those that a port has sent on; a frame of several mbufs is
 * copied.
 */
public final class DpdkRxQueue implements RxQueue, FrameLender {
    private final RxBurst burst;
    private final int port;
    private final int index;
    private final MemorySegment whole = Arena.ofAuto().allocate(Packet.MAX_FRAME, Long.BYTES);
    private final QueueCounts counts = new QueueCounts();
    private final QueueThread thread = new QueueThread();
    private volatile boolean closed;

    public DpdkRxQueue(RxBurst burst, int port, int index) {
        this.burst = burst;
        this.port = port;
        this.index = index;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public int receive(PacketBatch batch) {
        if (closed) {
            return 0;
        }
        thread.enter();
        burst.free();
        int received = burst.receive(PacketBatch.SIZE - batch.size());
        if (received == 0) {
            return 0;
        }
        long now = System.nanoTime();
        int before = batch.size();
        long bytes = 0;
        for (int i = 0; i < received; i++) {
            bytes += take(i, batch, now);
        }
        int packets = batch.size() - before;
        counts.passed(packets, bytes);
        return packets;
    }

    /** Adds a packet to the batch. Answers its bytes, 0 where it is too long. */
    private int take(int place, PacketBatch batch, long now) {
        long mbuf = burst.mbuf(place);
        int length = Mbuf.packetLength(mbuf);
        long flags = Mbuf.flags(mbuf);
        if (length < 0 || length > Packet.MAX_FRAME - MbufOffloads.missing(flags)) {
            counts.lost(RxLoss.TOO_LONG, 1);
            return 0;
        }
        Packet packet = batch.add();
        if (Mbuf.segments(mbuf) == 1) {
            packet.lend(this, place, Mbuf.data(mbuf), Mbuf.headroom(mbuf), length, port, now);
        } else {
            Mbuf.gather(mbuf, whole, 0);
            packet.set(whole, 0, length, port, now);
        }
        if (flags != 0) {
            MbufOffloads.take(packet, mbuf, flags);
        }
        return packet.length();
    }

    @Override
    public void handedOn(int place) {
        burst.handOn(place);
    }

    /** The mbuf of a frame that was not handed on. */
    long mbuf(int place) {
        return burst.mbuf(place);
    }

    @Override
    public int descriptor() {
        return -1;
    }

    /** What it counts. */
    public QueueCounts counts() {
        return counts;
    }

    /** Receives nothing from now on. */
    public void close() {
        closed = true;
    }
}
