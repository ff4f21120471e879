package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.datapath.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * A packet socket on one interface, with a receive and a transmit ring in memory shared with the kernel. Promiscuous,
 * and deaf to what leaves by the interface. Source: packet(7), linux/if_packet.h; Linux
 * Documentation/networking/packet_mmap.rst.
 *
 * <p>The receive ring is of blocks, each of which the kernel hands over when it is full, or a millisecond after its first
 * packet. The transmit ring is of equal slots.
 */
final class PacketSocket implements AutoCloseable {
    static final int RX_BLOCK_BYTES = 1 << 18;
    static final int RX_BLOCKS = 16;

    static final int REQUEST_BYTES = 28;
    static final int SOCKADDR_LL_BYTES = 20;
    static final int STATISTICS_BYTES = 12;
    private static final int STATISTICS_DROPS_AT = 4;
    /** A socket bound to it receives nothing. */
    private static final int NO_PROTOCOL = 0;

    private static final int BLOCK_MILLIS = 1;
    private static final int TX_BLOCK_BYTES = 1 << 18;
    private static final int TX_RING_BYTES = 1 << 22;
    private static final int TX_FEWEST_SLOTS = 32;
    private static final int TX_MOST_SLOTS = 1024;
    private static final int SMALLEST_SLOT = 2048;
    private static final int SEND_BUFFER_BYTES = 1 << 23;

    private final Libc libc = new Libc();
    private final Arena arena = Arena.ofShared();
    private final String port;
    private final int slotBytes;
    private final int slots;
    private final MemorySegment rings;
    private int descriptor;
    private long dropped;

    private PacketSocket(String port, int frameBytes) throws PortException {
        this.port = port;
        int needed = Math.max(SMALLEST_SLOT, frameBytes + PacketTxQueue.DATA_AT);
        slotBytes = Integer.highestOneBit(needed - 1) << 1;
        slots = Math.clamp(TX_RING_BYTES / slotBytes, TX_FEWEST_SLOTS, TX_MOST_SLOTS);
        int type = Uapi.SOCK_RAW | Uapi.O_CLOEXEC | Uapi.O_NONBLOCK;
        descriptor = Errno.check(port, "socket(AF_PACKET)", libc.socket(Uapi.AF_PACKET, type, 0));
        try {
            rings = prepare();
        } catch (PortException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the socket; it receives from then on.
     *
     * @param frameBytes the longest frame that the transmit ring shall hold
     */
    static PacketSocket open(Link link, int frameBytes) throws PortException {
        return open(link, frameBytes, Uapi.ETH_P_ALL);
    }

    /** Opens a socket that receives nothing. Its interface takes frames to any address all the same. */
    static PacketSocket openForSending(Link link, int frameBytes) throws PortException {
        return open(link, frameBytes, NO_PROTOCOL);
    }

    private static PacketSocket open(Link link, int frameBytes, int protocol) throws PortException {
        PacketSocket socket = new PacketSocket(link.name(), frameBytes);
        try {
            socket.attach(link, protocol);
        } catch (PortException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private MemorySegment prepare() throws PortException {
        option("PACKET_VERSION", Uapi.PACKET_VERSION, Uapi.TPACKET_V3);
        option("PACKET_VNET_HDR", Uapi.PACKET_VNET_HDR, 1);
        option("PACKET_IGNORE_OUTGOING", Uapi.PACKET_IGNORE_OUTGOING, 1);
        if (libc.setsockopt(descriptor, Uapi.SOL_SOCKET, Uapi.SO_SNDBUFFORCE, SEND_BUFFER_BYTES) < 0) {
            Errno.check(
                    port,
                    "setsockopt(SO_SNDBUF)",
                    libc.setsockopt(descriptor, Uapi.SOL_SOCKET, Uapi.SO_SNDBUF, SEND_BUFFER_BYTES));
        }
        ring("PACKET_RX_RING", Uapi.PACKET_RX_RING, RX_BLOCK_BYTES, RX_BLOCKS, SMALLEST_SLOT, BLOCK_MILLIS);
        int block = Math.max(TX_BLOCK_BYTES, slotBytes);
        int blocks = Math.max(1, (int) ((long) slots * slotBytes / block));
        ring("PACKET_TX_RING", Uapi.PACKET_TX_RING, block, blocks, slotBytes, 0);
        long bytes = rxBytes() + (long) block * blocks;
        long address =
                libc.mmap(bytes, Uapi.PROT_READ | Uapi.PROT_WRITE, Uapi.MAP_SHARED | Uapi.MAP_POPULATE, descriptor, 0);
        Errno.check(port, "mmap(" + bytes + " bytes of rings)", Math.min(address, 0));
        return Libc.mapped(address, bytes, arena);
    }

    private void attach(Link link, int protocol) throws PortException {
        Promiscuity.join(libc, link, descriptor);
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment address = memory.allocate(SOCKADDR_LL_BYTES, Integer.BYTES);
            address.set(JAVA_SHORT, 0, (short) Uapi.AF_PACKET);
            address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) protocol);
            address.set(JAVA_INT, 4, link.index());
            Errno.check(port, "bind(AF_PACKET)", libc.bind(descriptor, address));
        }
    }

    /**
     * Makes the sockets of one interface share its packets, by flow.
     *
     * @param group the group to enter, or 0 to found one
     * @return the group
     */
    int share(int group) throws PortException {
        int flags = Uapi.PACKET_FANOUT_HASH | Uapi.PACKET_FANOUT_FLAG_IGNORE_OUTGOING;
        if (group == 0) {
            flags |= Uapi.PACKET_FANOUT_FLAG_UNIQUEID;
        }
        option("PACKET_FANOUT", Uapi.PACKET_FANOUT, group | flags << 16);
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment value = memory.allocate(JAVA_INT);
            Errno.check(
                    port,
                    "getsockopt(PACKET_FANOUT)",
                    libc.getsockopt(descriptor, Uapi.SOL_PACKET, Uapi.PACKET_FANOUT, value));
            return value.get(JAVA_INT, 0) & 0xffff;
        }
    }

    private void option(String name, int option, int value) throws PortException {
        Errno.check(port, "setsockopt(" + name + ")", libc.setsockopt(descriptor, Uapi.SOL_PACKET, option, value));
    }

    /** struct tpacket_req3. */
    private void ring(String name, int option, int block, int blocks, int frame, int millis) throws PortException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment request = memory.allocate(REQUEST_BYTES, Integer.BYTES);
            request.set(JAVA_INT, 0, block);
            request.set(JAVA_INT, 4, blocks);
            request.set(JAVA_INT, 8, frame);
            request.set(JAVA_INT, 12, block / frame * blocks);
            request.set(JAVA_INT, 16, millis);
            Errno.check(
                    port, "setsockopt(" + name + ")", libc.setsockopt(descriptor, Uapi.SOL_PACKET, option, request));
        }
    }

    static long rxBytes() {
        return (long) RX_BLOCK_BYTES * RX_BLOCKS;
    }

    /** Both rings: the receive ring, then the transmit ring. */
    MemorySegment rings() {
        return rings;
    }

    /** Bytes of a slot of the transmit ring. */
    int slotBytes() {
        return slotBytes;
    }

    /** Slots of the transmit ring. */
    int slots() {
        return slots;
    }

    /** The file descriptor; -1 once closed. */
    synchronized int descriptor() {
        return descriptor;
    }

    /** Packets that found no place in the receive ring, so far. */
    synchronized long dropped() {
        if (descriptor >= 0) {
            try (Arena memory = Arena.ofConfined()) {
                // the kernel starts from zero again with each reading
                MemorySegment statistics = memory.allocate(STATISTICS_BYTES, Integer.BYTES);
                Libc call = new Libc();
                if (call.getsockopt(descriptor, Uapi.SOL_PACKET, Uapi.PACKET_STATISTICS, statistics) > 0) {
                    dropped += Integer.toUnsignedLong(statistics.get(JAVA_INT, STATISTICS_DROPS_AT));
                }
            }
        }
        return dropped;
    }

    @Override
    public synchronized void close() {
        if (descriptor >= 0) {
            dropped();
            libc.close(descriptor);
            descriptor = -1;
            arena.close();
        }
    }
}
