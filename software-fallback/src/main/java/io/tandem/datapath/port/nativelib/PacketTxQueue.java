package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.TxLoss;
import io.tandem.datapath.port.TxQueue;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The transmit ring of a packet socket. Slots from {@code tail} to {@code head} were filled; the kernel takes them in
 * order when it is told to. Source: linux/if_packet.h, struct tpacket3_hdr; Linux net/packet/af_packet.c, tpacket_snd.
 */
final class PacketTxQueue implements TxQueue {
    // TPACKET_ALIGN(sizeof(struct tpacket3_hdr)), then struct virtio_net_hdr
    static final int HEADER_BYTES = 48;
    static final int DATA_AT = HEADER_BYTES + PacketRxQueue.VNET_BYTES;

    private static final VarHandle STATUS_WORD = JAVA_INT.varHandle();
    private static final int TRIES = 4;

    private final Libc libc = new Libc();
    private final PacketSocket socket;
    private final MemorySegment rings;
    private final Link link;
    private final int descriptor;
    private final int port;
    private final int index;
    private final int slotBytes;
    private final int slots;
    private final QueueCounts counts = new QueueCounts();
    private int head;
    private int queued;
    private volatile boolean closed;

    PacketTxQueue(PacketSocket socket, Link link, int port, int index) {
        this.socket = socket;
        this.rings = socket.rings();
        this.link = link;
        this.descriptor = socket.descriptor();
        this.port = port;
        this.index = index;
        this.slotBytes = socket.slotBytes();
        this.slots = socket.slots();
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
        TxLoss refusal = closed ? TxLoss.REMOVED : refusal(packet);
        if (refusal == null && !free()) {
            refusal = TxLoss.RING_FULL;
        }
        if (refusal != null) {
            counts.lost(refusal, 1);
            return;
        }
        long slot = slot(head);
        packet.copyTo(rings, slot + DATA_AT);
        rings.set(JAVA_INT, slot + PacketRxQueue.LENGTH, packet.length() + PacketRxQueue.VNET_BYTES);
        STATUS_WORD.setRelease(rings, slot + PacketRxQueue.STATUS, Uapi.TP_STATUS_SEND_REQUEST);
        head = after(head);
        queued++;
    }

    private @Nullable TxLoss refusal(Packet packet) {
        TxLoss refusal = link.refusal(packet);
        return refusal == null && packet.length() + DATA_AT > slotBytes ? TxLoss.TOO_LONG : refusal;
    }

    /** True where the slot at the head is free, after asking the kernel to send where it was not. */
    private boolean free() {
        for (int i = 0; i < TRIES; i++) {
            if (queued < slots && status(head) == Uapi.TP_STATUS_AVAILABLE) {
                return true;
            }
            flush();
        }
        return false;
    }

    /**
     * {@inheritDoc} Frames that cannot be sent now, or that the kernel refuses, are taken back and counted, so that none
     * leaves late.
     */
    @Override
    public void flush() {
        if (closed) {
            return;
        }
        for (int tries = 0; queued > 0; tries++) {
            int answer = libc.kick(descriptor, Uapi.MSG_DONTWAIT);
            settle();
            TxLoss reason = reason(answer);
            if (queued > 0 && (reason != TxLoss.RING_FULL || tries == TRIES)) {
                takeBack(reason);
            }
        }
    }

    /** Counts what the kernel has taken from the tail on. */
    private void settle() {
        int packets = 0;
        long bytes = 0;
        int slot = tail();
        while (packets < queued) {
            int status = status(slot);
            if (status == Uapi.TP_STATUS_SEND_REQUEST || status == Uapi.TP_STATUS_WRONG_FORMAT) {
                break;
            }
            bytes += rings.get(JAVA_INT, slot(slot) + PacketRxQueue.LENGTH) - PacketRxQueue.VNET_BYTES;
            packets++;
            slot = after(slot);
        }
        queued -= packets;
        if (packets > 0) {
            counts.passed(packets, bytes);
        }
    }

    /** The kernel has stopped at the tail; frames from there on go back, and the next one goes to that very slot. */
    private void takeBack(TxLoss reason) {
        counts.lost(reason, queued);
        int from = tail();
        for (int slot = from; queued > 0; slot = after(slot)) {
            STATUS_WORD.setRelease(rings, slot(slot) + PacketRxQueue.STATUS, Uapi.TP_STATUS_AVAILABLE);
            queued--;
        }
        head = from;
    }

    private TxLoss reason(int answer) {
        if (queued > 0 && status(tail()) == Uapi.TP_STATUS_WRONG_FORMAT) {
            return TxLoss.REFUSED;
        }
        if (Errno.ENETDOWN.is(answer)) {
            return TxLoss.LINK_DOWN;
        }
        return Errno.ENXIO.is(answer) || Errno.ENODEV.is(answer) ? TxLoss.REMOVED : TxLoss.RING_FULL;
    }

    private int tail() {
        int tail = head - queued;
        return tail < 0 ? tail + slots : tail;
    }

    private int after(int slot) {
        return slot + 1 == slots ? 0 : slot + 1;
    }

    private long slot(int slot) {
        return PacketSocket.rxBytes() + (long) slot * slotBytes;
    }

    private int status(int slot) {
        // the kernel may set bits for time stamps beside the status
        return (int) STATUS_WORD.getAcquire(rings, slot(slot) + PacketRxQueue.STATUS) & 7;
    }

    QueueCounts counts() {
        return counts;
    }

    void close() {
        flush();
        closed = true;
    }
}
