package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.ChecksumCompletion;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TcpSegments;
import io.tandem.flow.EtherType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The receive ring of a packet socket. Needs no system call: a block that the kernel has handed over is emptied packet
 * by packet, over several batches if need be, and handed back. Source: linux/if_packet.h, struct tpacket_block_desc,
 * struct tpacket3_hdr; linux/virtio_net.h, struct virtio_net_hdr.
 */
final class PacketRxQueue implements RxQueue {
    // struct tpacket_block_desc
    static final int BLOCK_STATUS = 8;
    static final int BLOCK_PACKETS = 12;
    static final int BLOCK_FIRST = 16;

    // struct tpacket3_hdr
    static final int NEXT = 0;
    static final int SECONDS = 4;
    static final int NANOS = 8;
    static final int CAPTURED = 12;
    static final int LENGTH = 16;
    static final int STATUS = 20;
    static final int FRAME_AT = 24;
    static final int VLAN_TCI = 32;
    static final int VLAN_TPID = 36;

    // struct virtio_net_hdr, in front of the frame
    static final int VNET_BYTES = 10;
    static final int VNET_SEGMENTATION = 1;
    static final int VNET_SEGMENT_BYTES = 4;
    static final int VNET_CHECKSUM_START = 6;
    static final int VNET_CHECKSUM_OFFSET = 8;

    private static final VarHandle STATUS_WORD = JAVA_INT.varHandle();
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
    private static final int VLAN_TAG = 4;
    private static final int ADDRESSES = 12;

    private final PacketSocket socket;
    private final MemorySegment rings;
    private final int port;
    private final int index;
    private final PacketClock clock;
    private final QueueCounts counts = new QueueCounts();
    private final TcpSegments segments = new TcpSegments();
    private int block;
    private int left;
    private long next;
    private volatile boolean closed;

    PacketRxQueue(PacketSocket socket, PortConfig config, int index) {
        this.socket = socket;
        this.rings = socket.rings();
        this.port = config.number();
        this.index = index;
        this.clock = new PacketClock(new Libc(), config.clock());
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
        int before = batch.size();
        long bytes = 0;
        long unfit = 0;
        clock.tick();
        while (!batch.full() && (segments.more() || left > 0 || nextBlock())) {
            if (segments.more()) {
                Packet segment = batch.add();
                segments.next(segment);
                bytes += segment.length();
                continue;
            }
            int taken = take(batch);
            if (taken < 0) {
                unfit++;
            } else {
                bytes += taken;
            }
            left--;
            if (left == 0) {
                giveBack();
            } else {
                next += rings.get(JAVA_INT, next + NEXT);
            }
        }
        int packets = batch.size() - before;
        if (packets > 0) {
            counts.passed(packets, bytes);
        }
        if (unfit > 0) {
            counts.lost(RxLoss.TOO_LONG, unfit);
        }
        return packets;
    }

    /** Begins with the next block if the kernel has handed it over. */
    private boolean nextBlock() {
        long at = (long) block * PacketSocket.RX_BLOCK_BYTES;
        while (((int) STATUS_WORD.getAcquire(rings, at + BLOCK_STATUS) & Uapi.TP_STATUS_USER) != 0) {
            left = rings.get(JAVA_INT, at + BLOCK_PACKETS);
            next = at + rings.get(JAVA_INT, at + BLOCK_FIRST);
            if (left > 0) {
                return true;
            }
            giveBack();
            at = (long) block * PacketSocket.RX_BLOCK_BYTES;
        }
        return false;
    }

    private void giveBack() {
        long at = (long) block * PacketSocket.RX_BLOCK_BYTES;
        STATUS_WORD.setRelease(rings, at + BLOCK_STATUS, Uapi.TP_STATUS_KERNEL);
        block = (block + 1) % PacketSocket.RX_BLOCKS;
    }

    /**
     * Adds the packet at {@code next}, or begins to cut it where it is one of many segments. Answers the bytes added, or
     * -1 where it is not whole or too long.
     */
    private int take(PacketBatch batch) {
        long header = next;
        int length = rings.get(JAVA_INT, header + LENGTH);
        int status = rings.get(JAVA_INT, header + STATUS);
        int room = (status & Uapi.TP_STATUS_VLAN_VALID) == 0 ? 0 : VLAN_TAG;
        if (rings.get(JAVA_INT, header + CAPTURED) != length || length > Packet.MAX_FRAME - room) {
            return -1;
        }
        long frame = header + (rings.get(JAVA_SHORT, header + FRAME_AT) & 0xffff);
        long nanos = Integer.toUnsignedLong(rings.get(JAVA_INT, header + SECONDS)) * 1_000_000_000L
                + Integer.toUnsignedLong(rings.get(JAVA_INT, header + NANOS));
        long vnet = frame - VNET_BYTES;
        int segmentation = rings.get(ValueLayout.JAVA_BYTE, vnet + VNET_SEGMENTATION) & ~Uapi.VIRTIO_NET_HDR_GSO_ECN;
        if (segmentation == Uapi.VIRTIO_NET_HDR_GSO_TCPV4 || segmentation == Uapi.VIRTIO_NET_HDR_GSO_TCPV6) {
            Packet whole = segments.whole();
            whole.set(rings, frame, length, port, clock.ofEpoch(nanos));
            tag(whole, header, room);
            int start = (rings.get(U16, vnet + VNET_CHECKSUM_START) & 0xffff) + room;
            if (segments.begin(start, rings.get(U16, vnet + VNET_SEGMENT_BYTES) & 0xffff)) {
                return 0;
            }
        }
        Packet packet = batch.add();
        packet.set(rings, frame, length, port, clock.ofEpoch(nanos));
        if ((rings.get(ValueLayout.JAVA_BYTE, vnet) & Uapi.VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0) {
            ChecksumCompletion.complete(
                    packet,
                    rings.get(U16, vnet + VNET_CHECKSUM_START) & 0xffff,
                    rings.get(U16, vnet + VNET_CHECKSUM_OFFSET) & 0xffff);
        }
        tag(packet, header, room);
        return packet.length();
    }

    /** Puts the VLAN tag in that the kernel has taken out. */
    private void tag(Packet packet, long header, int room) {
        if (room == 0 || packet.length() < ADDRESSES) {
            return;
        }
        packet.insert(ADDRESSES, VLAN_TAG);
        boolean named = (rings.get(JAVA_INT, header + STATUS) & Uapi.TP_STATUS_VLAN_TPID_VALID) != 0;
        packet.put16(ADDRESSES, named ? rings.get(JAVA_SHORT, header + VLAN_TPID) & 0xffff : EtherType.VLAN_8021Q);
        packet.put16(ADDRESSES + 2, rings.get(JAVA_INT, header + VLAN_TCI));
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
