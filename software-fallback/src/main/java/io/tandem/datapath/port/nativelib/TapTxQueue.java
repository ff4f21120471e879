package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.TxLoss;
import io.tandem.datapath.port.TxQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One descriptor of a TAP interface, written. Each packet is a system call, made at once; nothing is left to flush. */
final class TapTxQueue implements TxQueue {
    private static final int TRIES = 4;

    private final Libc libc = new Libc();
    private final MemorySegment buffer = Arena.ofAuto().allocate(Packet.MAX_FRAME, Long.BYTES);
    private final QueueCounts counts = new QueueCounts();
    private final int port;
    private final Link link;
    private final int descriptor;
    private final int index;
    private volatile boolean closed;

    TapTxQueue(int port, Link link, int descriptor, int index) {
        this.port = port;
        this.link = link;
        this.descriptor = descriptor;
        this.index = index;
    }

    @Override
    public int number() {
        return port;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void transmit(Packet packet) {
        TxLoss refusal = closed ? TxLoss.REMOVED : link.refusal(packet);
        if (refusal != null) {
            counts.lost(refusal, 1);
            return;
        }
        int length = packet.length();
        packet.copyTo(buffer, 0);
        int answer = libc.write(descriptor, buffer, length);
        for (int i = 1; i < TRIES && (Errno.EAGAIN.is(answer) || Errno.EINTR.is(answer)); i++) {
            answer = libc.write(descriptor, buffer, length);
        }
        if (answer == length) {
            counts.passed(1, length);
        } else {
            counts.lost(reason(answer), 1);
        }
    }

    private TxLoss reason(int answer) {
        if (Errno.EBADFD.is(answer)) {
            link.removed();
            return TxLoss.REMOVED;
        }
        if (Errno.EIO.is(answer)) {
            return TxLoss.LINK_DOWN;
        }
        return Errno.EAGAIN.is(answer) || Errno.ENOMEM.is(answer) ? TxLoss.RING_FULL : TxLoss.REFUSED;
    }

    @Override
    public void flush() {}

    QueueCounts counts() {
        return counts;
    }

    void close() {
        closed = true;
    }
}
