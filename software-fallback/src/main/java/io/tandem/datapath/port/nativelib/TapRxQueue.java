package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One descriptor of a TAP interface, read. Each packet is a system call, and one more says that there are no more. */
final class TapRxQueue implements RxQueue {
    /** Room for a frame that is longer than a packet may be, so that it is noticed. */
    private static final int BUFFER_BYTES = Packet.MAX_FRAME + 64;

    private final Libc libc = new Libc();
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, Long.BYTES);
    private final QueueCounts counts = new QueueCounts();
    private final PacketClock clock;
    private final Link link;
    private final int descriptor;
    private final int port;
    private final int index;
    private volatile boolean closed;

    TapRxQueue(PortConfig config, Link link, int descriptor, int index) {
        this.clock = new PacketClock(libc, config.clock());
        this.link = link;
        this.descriptor = descriptor;
        this.port = config.number();
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
        int packets = 0;
        long bytes = 0;
        while (!closed && !batch.full()) {
            int length = libc.read(descriptor, buffer, BUFFER_BYTES);
            if (length <= 0) {
                if (Errno.EBADFD.is(length)) {
                    link.removed();
                }
                break;
            }
            if (length > Packet.MAX_FRAME) {
                counts.lost(RxLoss.TOO_LONG, 1);
                continue;
            }
            batch.add().set(buffer, 0, length, port, clock.now());
            packets++;
            bytes += length;
        }
        if (packets > 0) {
            counts.passed(packets, bytes);
        }
        return packets;
    }

    @Override
    public int descriptor() {
        return closed ? -1 : descriptor;
    }

    QueueCounts counts() {
        return counts;
    }

    void close() {
        closed = true;
    }
}
