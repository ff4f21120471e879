package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.RxLoss;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * An XDP socket on one queue of an interface, with memory of its own for frames. Without copying where the driver can,
 * which the kernel tries by itself; frames longer than a page in several pieces where the kernel can (6.6). Source:
 * linux/if_xdp.h; Linux Documentation/networking/af_xdp.rst.
 */
final class XdpSocket implements AutoCloseable {
    /** Bytes of a place for a frame, or for a piece of one. */
    static final int CHUNK = 4096;

    /** Places that the kernel receives into; entries of the fill and the receive ring. */
    static final int RX_CHUNKS = 4096;

    /** Places that are sent from, behind the others; entries of the transmit and the completion ring. */
    static final int TX_CHUNKS = 2048;

    static final int UMEM_REG_BYTES = 32;
    static final int UMEM_REG_CHUNK_SIZE = 16;
    static final int SOCKADDR_BYTES = 16;
    static final int OFFSETS_BYTES = 128;
    static final int OFFSETS_OF_RING = 32;
    static final int STATISTICS_BYTES = 48;
    private static final int STATISTICS_RX_DROPPED = 0;
    private static final int STATISTICS_RX_RING_FULL = 24;
    private static final int STATISTICS_FILL_EMPTY = 32;
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final int SEND_BUFFER_BYTES = 1 << 23;

    private final Libc libc = new Libc();
    private final Arena arena = Arena.ofShared();
    private final String port;
    private final boolean pieces;
    private final MemorySegment frames;
    private final XdpRing fill;
    private final XdpRing completion;
    private final XdpRing rx;
    private final XdpRing tx;
    private int descriptor;
    private Map<RxLoss, Long> lost = Map.of();

    private XdpSocket(String port, boolean pieces) throws PortException {
        this.port = port;
        this.pieces = pieces;
        int type = Uapi.SOCK_RAW | Uapi.O_CLOEXEC | Uapi.O_NONBLOCK;
        descriptor = Errno.check(port, "socket(AF_XDP)", libc.socket(Uapi.AF_XDP, type, 0));
        try (Arena memory = Arena.ofConfined()) {
            frames = frames(memory);
            option("XDP_UMEM_FILL_RING", Uapi.XDP_UMEM_FILL_RING, RX_CHUNKS);
            option("XDP_UMEM_COMPLETION_RING", Uapi.XDP_UMEM_COMPLETION_RING, TX_CHUNKS);
            option("XDP_RX_RING", Uapi.XDP_RX_RING, RX_CHUNKS);
            option("XDP_TX_RING", Uapi.XDP_TX_RING, TX_CHUNKS);
            MemorySegment offsets = memory.allocate(OFFSETS_BYTES, Long.BYTES);
            Errno.check(
                    port,
                    "getsockopt(XDP_MMAP_OFFSETS)",
                    libc.getsockopt(descriptor, Uapi.SOL_XDP, Uapi.XDP_MMAP_OFFSETS, offsets));
            rx = ring(offsets, 0, Uapi.XDP_PGOFF_RX_RING, RX_CHUNKS, XdpRing.DESC_BYTES);
            tx = ring(offsets, 1, Uapi.XDP_PGOFF_TX_RING, TX_CHUNKS, XdpRing.DESC_BYTES);
            fill = ring(offsets, 2, Uapi.XDP_UMEM_PGOFF_FILL_RING, RX_CHUNKS, Long.BYTES);
            completion = ring(offsets, 3, Uapi.XDP_UMEM_PGOFF_COMPLETION_RING, TX_CHUNKS, Long.BYTES);
        } catch (PortException e) {
            close();
            throw e;
        }
    }

    /** Opens a socket on a queue; packets come once an XDP program sends them there. */
    static XdpSocket open(Link link, int queue) throws PortException {
        try {
            return bound(link, queue, true);
        } catch (PortException e) {
            if (e.errno() != Errno.EINVAL.number && e.errno() != Errno.EOPNOTSUPP.number) {
                throw e;
            }
            return bound(link, queue, false);
        }
    }

    /** Tries again while the queue is taken: the kernel lets go of a closed socket's queue a moment later. */
    private static XdpSocket bound(Link link, int queue, boolean pieces) throws PortException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return boundNow(link, queue, pieces);
            } catch (PortException e) {
                if (e.errno() != Errno.EBUSY.number || System.nanoTime() > end) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PATIENCE_NANOS / 100);
        }
    }

    private static XdpSocket boundNow(Link link, int queue, boolean pieces) throws PortException {
        XdpSocket socket = new XdpSocket(link.name(), pieces);
        try {
            socket.bind(link.index(), queue);
            return socket;
        } catch (PortException e) {
            socket.close();
            throw e;
        }
    }

    private MemorySegment frames(Arena memory) throws PortException {
        long bytes = (long) (RX_CHUNKS + TX_CHUNKS) * CHUNK;
        long address = libc.mmap(bytes, Uapi.PROT_READ | Uapi.PROT_WRITE, Uapi.MAP_PRIVATE | Uapi.MAP_ANONYMOUS, -1, 0);
        Errno.check(port, "mmap(" + bytes + " bytes of frames)", Math.min(address, 0));
        MemorySegment mapped = Libc.mapped(address, bytes, arena);
        MemorySegment register = memory.allocate(UMEM_REG_BYTES, Long.BYTES);
        register.set(JAVA_LONG, 0, address);
        register.set(JAVA_LONG, 8, bytes);
        register.set(JAVA_INT, UMEM_REG_CHUNK_SIZE, CHUNK);
        Errno.check(
                port,
                "setsockopt(XDP_UMEM_REG)",
                libc.setsockopt(descriptor, Uapi.SOL_XDP, Uapi.XDP_UMEM_REG, register));
        libc.setsockopt(descriptor, Uapi.SOL_SOCKET, Uapi.SO_SNDBUFFORCE, SEND_BUFFER_BYTES);
        return mapped;
    }

    private void option(String name, int option, int value) throws PortException {
        Errno.check(port, "setsockopt(" + name + ")", libc.setsockopt(descriptor, Uapi.SOL_XDP, option, value));
    }

    private XdpRing ring(MemorySegment offsets, int which, long page, int size, int entryBytes) throws PortException {
        MemorySegment own = offsets.asSlice((long) which * OFFSETS_OF_RING, OFFSETS_OF_RING);
        long bytes = own.get(JAVA_LONG, 16) + (long) size * entryBytes;
        long address = libc.mmap(
                bytes, Uapi.PROT_READ | Uapi.PROT_WRITE, Uapi.MAP_SHARED | Uapi.MAP_POPULATE, descriptor, page);
        Errno.check(port, "mmap(XDP ring)", Math.min(address, 0));
        return new XdpRing(Libc.mapped(address, bytes, arena), own, size);
    }

    private void bind(int index, int queue) throws PortException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment address = memory.allocate(SOCKADDR_BYTES, Integer.BYTES);
            address.set(JAVA_SHORT, 0, (short) Uapi.AF_XDP);
            address.set(JAVA_SHORT, 2, (short) (Uapi.XDP_USE_NEED_WAKEUP | (pieces ? Uapi.XDP_USE_SG : 0)));
            address.set(JAVA_INT, 4, index);
            address.set(JAVA_INT, 8, queue);
            Errno.check(port, "bind(AF_XDP, queue " + queue + ")", libc.bind(descriptor, address));
        }
    }

    /** True where a packet may lie in several places. */
    boolean pieces() {
        return pieces;
    }

    MemorySegment frames() {
        return frames;
    }

    XdpRing fill() {
        return fill;
    }

    XdpRing completion() {
        return completion;
    }

    XdpRing rx() {
        return rx;
    }

    XdpRing tx() {
        return tx;
    }

    /** The file descriptor; -1 once closed. */
    synchronized int descriptor() {
        return descriptor;
    }

    /** What the kernel could not hand over, so far. */
    synchronized Map<RxLoss, Long> lost() {
        if (descriptor >= 0) {
            try (Arena memory = Arena.ofConfined()) {
                MemorySegment statistics = memory.allocate(STATISTICS_BYTES, Long.BYTES);
                Libc call = new Libc();
                if (call.getsockopt(descriptor, Uapi.SOL_XDP, Uapi.XDP_STATISTICS, statistics) > 0) {
                    long dropped = statistics.get(JAVA_LONG, STATISTICS_RX_DROPPED);
                    long noPlace = Math.min(dropped, statistics.get(JAVA_LONG, STATISTICS_FILL_EMPTY));
                    EnumMap<RxLoss, Long> now = new EnumMap<>(RxLoss.class);
                    now.put(RxLoss.RING_FULL, statistics.get(JAVA_LONG, STATISTICS_RX_RING_FULL) + noPlace);
                    now.put(RxLoss.KERNEL, dropped - noPlace);
                    lost = now;
                }
            }
        }
        return lost;
    }

    @Override
    public synchronized void close() {
        if (descriptor >= 0) {
            lost();
            libc.close(descriptor);
            descriptor = -1;
            arena.close();
        }
    }
}
