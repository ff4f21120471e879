package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.ChecksumCompletion;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The receive and the fill ring of an XDP socket. A system call only where the driver asks for one. Frames carry no
 * time, so theirs is that of the call; nor does a frame say that its checksum is still open, so that is found out.
 */
final class XdpRxQueue implements RxQueue {
    private final Libc libc = new Libc();
    private final XdpSocket socket;
    private final MemorySegment frames;
    private final XdpRing rx;
    private final XdpRing fill;
    private final MemorySegment whole = Arena.ofAuto().allocate(Packet.MAX_FRAME, Long.BYTES);
    private final MemorySegment nothing = MemorySegment.NULL;
    private final QueueCounts counts = new QueueCounts();
    private final PacketClock clock;
    private final int port;
    private final int index;
    private int consumed;
    private int filled;
    private volatile boolean closed;

    XdpRxQueue(XdpSocket socket, PortConfig config, int index) {
        this.socket = socket;
        this.frames = socket.frames();
        this.rx = socket.rx();
        this.fill = socket.fill();
        this.clock = new PacketClock(libc, config.clock());
        this.port = config.number();
        this.index = index;
        for (; filled < fill.size(); filled++) {
            fill.address(filled, (long) filled * XdpSocket.CHUNK);
        }
        fill.produce(filled);
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
        int produced = rx.produced();
        if (produced == consumed) {
            callWhereNeeded();
            return 0;
        }
        long now = clock.now();
        int before = batch.size();
        long bytes = 0;
        while (!batch.full() && consumed != produced) {
            int last = last(produced);
            if (last == produced) {
                break;
            }
            int length = take(batch, last, now);
            bytes += length;
            giveBack(last);
        }
        rx.consume(consumed);
        fill.produce(filled);
        callWhereNeeded();
        int packets = batch.size() - before;
        counts.passed(packets, bytes);
        return packets;
    }

    /** The entry that the next packet ends with; {@code produced} where that has not come yet. */
    private int last(int produced) {
        int last = consumed;
        while (last != produced && rx.continued(last)) {
            last++;
        }
        return last;
    }

    /** Adds the packet that ends with that entry. Answers its bytes, 0 where it is too long. */
    private int take(PacketBatch batch, int last, long now) {
        int length = rx.length(consumed);
        if (consumed == last) {
            batch.add().set(frames, rx.dataAt(consumed), length, port, now);
        } else {
            length = gather(last);
            if (length > Packet.MAX_FRAME) {
                counts.lost(RxLoss.TOO_LONG, 1);
                return 0;
            }
            batch.add().set(whole, 0, length, port, now);
        }
        ChecksumCompletion.completeWhereOpen(batch.get(batch.size() - 1));
        return length;
    }

    /** Puts a packet's pieces together. Answers their bytes, which may be too many. */
    private int gather(int last) {
        int length = 0;
        for (int at = consumed; at - last <= 0; at++) {
            int piece = rx.length(at);
            if (length + piece <= Packet.MAX_FRAME) {
                MemorySegment.copy(frames, rx.dataAt(at), whole, length, piece);
            }
            length += piece;
        }
        return length;
    }

    private void giveBack(int last) {
        for (; consumed - last <= 0; consumed++) {
            fill.address(filled++, rx.dataAt(consumed) & -XdpSocket.CHUNK);
        }
    }

    private void callWhereNeeded() {
        if (fill.needsCall()) {
            libc.recv(socket.descriptor(), nothing, Uapi.MSG_DONTWAIT);
        }
    }

    @Override
    public int descriptor() {
        return closed ? -1 : socket.descriptor();
    }

    QueueCounts counts() {
        return counts;
    }

    void close() {
        closed = true;
    }
}
