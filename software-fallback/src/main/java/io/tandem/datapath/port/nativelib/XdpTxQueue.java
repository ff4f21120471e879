package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.TxLoss;
import io.tandem.datapath.port.TxQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The transmit and the completion ring of an XDP socket. A packet is counted when the kernel has taken it; what it never
 * took is a loss when the port is closed.
 */
final class XdpTxQueue implements TxQueue {
    private static final int TRIES = 4;
    /** Entries that the kernel takes at one call where it copies: TX_BATCH_SIZE of net/xdp/xsk.c. */
    private static final int ENTRIES_PER_CALL = 32;

    private final Libc libc = new Libc();
    private final XdpSocket socket;
    private final MemorySegment frames;
    private final MemorySegment whole = Arena.ofAuto().allocate(Packet.MAX_FRAME, Long.BYTES);
    private final XdpRing tx;
    private final XdpRing completion;
    private final Link link;
    private final int descriptor;
    private final int port;
    private final int index;
    private final QueueCounts counts = new QueueCounts();
    private final long[] free = new long[XdpSocket.TX_CHUNKS];
    private int freeCount;
    private int produced;
    private int shown;
    private int settled;
    private int completed;
    private volatile boolean closed;

    XdpTxQueue(XdpSocket socket, Link link, int port, int index) {
        this.socket = socket;
        this.frames = socket.frames();
        this.tx = socket.tx();
        this.completion = socket.completion();
        this.link = link;
        this.descriptor = socket.descriptor();
        this.port = port;
        this.index = index;
        for (int i = 0; i < XdpSocket.TX_CHUNKS; i++) {
            free[freeCount++] = (long) (XdpSocket.RX_CHUNKS + i) * XdpSocket.CHUNK;
        }
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
        int pieces = (packet.length() + XdpSocket.CHUNK - 1) / XdpSocket.CHUNK;
        if (refusal == null && pieces > 1 && !socket.pieces()) {
            refusal = TxLoss.TOO_LONG;
        }
        if (refusal == null && !room(pieces)) {
            refusal = TxLoss.RING_FULL;
        }
        if (refusal != null) {
            counts.lost(refusal, 1);
            return;
        }
        if (pieces == 1) {
            long chunk = free[--freeCount];
            packet.copyTo(frames, chunk);
            tx.describe(produced++, chunk, packet.length(), 0);
        } else {
            scatter(packet, pieces);
        }
    }

    private void scatter(Packet packet, int pieces) {
        packet.copyTo(whole, 0);
        int left = packet.length();
        for (int i = 0; i < pieces; i++) {
            long chunk = free[--freeCount];
            int bytes = Math.min(left, XdpSocket.CHUNK);
            MemorySegment.copy(whole, (long) i * XdpSocket.CHUNK, frames, chunk, bytes);
            left -= bytes;
            tx.describe(produced++, chunk, bytes, left > 0 ? Uapi.XDP_PKT_CONTD : 0);
        }
    }

    /** True where that many entries and places are free, after asking the kernel to send where they were not. */
    private boolean room(int pieces) {
        for (int i = 0; i < TRIES; i++) {
            if (freeCount >= pieces && tx.size() - (produced - settled) >= pieces) {
                return true;
            }
            flush();
            reclaim();
        }
        return false;
    }

    @Override
    public void flush() {
        if (closed || produced == settled) {
            return;
        }
        if (shown != produced) {
            tx.produce(produced);
            shown = produced;
        }
        int calls = (produced - settled) / ENTRIES_PER_CALL + TRIES;
        while (settled != produced && calls-- > 0 && tx.needsCall()) {
            int answer = libc.kick(descriptor, Uapi.MSG_DONTWAIT);
            settle();
            if (answer < 0 && !Errno.EAGAIN.is(answer) && !Errno.EBUSY.is(answer) && !Errno.ENOBUFS.is(answer)) {
                break;
            }
        }
        settle();
        reclaim();
    }

    /** Counts what the kernel has taken. */
    private void settle() {
        int consumed = tx.consumed();
        int packets = 0;
        long bytes = 0;
        for (; settled != consumed; settled++) {
            bytes += tx.length(settled);
            packets += tx.continued(settled) ? 0 : 1;
        }
        if (packets > 0) {
            counts.passed(packets, bytes);
        }
    }

    /** Takes back the places of frames that were sent. */
    private void reclaim() {
        int until = completion.produced();
        if (until != completed) {
            for (; completed != until; completed++) {
                free[freeCount++] = completion.address(completed);
            }
            completion.consume(completed);
        }
    }

    QueueCounts counts() {
        return counts;
    }

    void close() {
        flush();
        closed = true;
        for (; settled != produced; settled++) {
            counts.lost(TxLoss.REMOVED, tx.continued(settled) ? 0 : 1);
        }
    }
}
