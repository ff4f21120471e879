package io.tandem.datapath.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A frame in native memory, with room in front for headers that are pushed. Positions count from the frame's first byte;
 * every access is checked against the frame's length. Numbers are in network byte order.
 *
 * <p>The memory is the packet's own buffer, or a {@link FrameLender}'s for some time. Reused for many frames. One thread at
 * a time.
 */
@SuppressWarnings("restricted")
public final class Packet {
    /** Room in front of a frame, in bytes: that of the longest header a tnl_push can have (TNL_PUSH_HEADER_SIZE). */
    public static final int HEADROOM = 512;

    /** Longest frame, in bytes without FCS. */
    public static final int MAX_FRAME = 65_535;

    static final int BUFFER = HEADROOM + MAX_FRAME + 1 + HEADROOM;

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** All of the address space: a frame is found by its address, and bounded by its length. */
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** The packet's own memory, which lasts as long as the packet. */
    private final MemorySegment buffer;

    private final PacketMetadata metadata = new PacketMetadata();
    /** Addresses of the first byte that headers may be pushed to, and of the frame's first byte. */
    private long first;

    private long start;
    private int length;
    /** Null where the frame lies in the packet's own buffer. */
    private @Nullable FrameLender lender;

    private int place;
    private int inPort;
    private int recircId;
    private long timeNanos;
    private int flowHash;
    private boolean hashed;
    private int mark;
    private boolean ipChecksumGood;
    private boolean transportChecksumGood;

    Packet(MemorySegment buffer) {
        this.buffer = buffer;
        this.first = buffer.address();
        this.start = first + HEADROOM;
    }

    /**
     * Takes a frame in, with no metadata.
     *
     * @param frame holds the frame's bytes from {@code offset} on
     * @param size bytes of the frame, at most {@link #MAX_FRAME}
     * @param port ingress port
     * @param time when it came in, in nanoseconds on the datapath's clock
     */
    public void set(byte[] frame, int offset, int size, int port, long time) {
        if (size > MAX_FRAME) {
            throw new IllegalArgumentException("a frame of " + size + " bytes, at most " + MAX_FRAME);
        }
        reset(size, port, time);
        settle(HEADROOM);
        MemorySegment.copy(frame, offset, MEMORY, ValueLayout.JAVA_BYTE, start, size);
    }

    /**
     * Takes a frame in from native memory, such as a ring shared with the kernel, with no metadata.
     *
     * @param frame holds the frame's bytes from {@code offset} on
     * @param size bytes of the frame, at most {@link #MAX_FRAME}
     * @param port ingress port
     * @param time when it came in, in nanoseconds on the datapath's clock
     */
    public void set(MemorySegment frame, long offset, int size, int port, long time) {
        if (size < 0 || size > MAX_FRAME) {
            throw new IllegalArgumentException("a frame of " + size + " bytes, at most " + MAX_FRAME);
        }
        reset(size, port, time);
        settle(HEADROOM);
        MemorySegment.copy(frame, offset, MEMORY, start, size);
    }

    /**
     * Takes a frame in where it lies, with no metadata.
     *
     * @param from who lends the memory, and keeps the frame there until it is asked for more or told that it was handed on
     * @param index the frame's place among the lender's
     * @param address of the frame's first byte
     * @param room bytes in front of it that headers may be pushed to
     * @param size bytes of the frame, at most {@link #MAX_FRAME}
     * @param port ingress port
     * @param time when it came in, in nanoseconds on the datapath's clock
     */
    public void lend(FrameLender from, int index, long address, int room, int size, int port, long time) {
        if (size < 0 || size > MAX_FRAME) {
            throw new IllegalArgumentException("a frame of " + size + " bytes, at most " + MAX_FRAME);
        }
        reset(size, port, time);
        lender = from;
        place = index;
        start = address;
        first = address - room;
    }

    /** Who has lent the frame's memory; null where it is the packet's own. */
    public @Nullable FrameLender lender() {
        return lender;
    }

    /** The frame's place among its lender's; means nothing without one. */
    public int place() {
        return place;
    }

    /** Bytes in front of the frame that headers may be pushed to. */
    public int headroom() {
        return (int) (start - first);
    }

    /** Becomes a copy of another packet. */
    public void set(Packet other) {
        settle(other.lender == null ? (int) (other.start - other.first) : HEADROOM);
        length = other.length;
        inPort = other.inPort;
        recircId = other.recircId;
        timeNanos = other.timeNanos;
        flowHash = other.flowHash;
        hashed = other.hashed;
        mark = other.mark;
        ipChecksumGood = other.ipChecksumGood;
        transportChecksumGood = other.transportChecksumGood;
        metadata.set(other.metadata);
        MemorySegment.copy(MEMORY, other.start, MEMORY, start, length);
    }

    /**
     * Becomes a frame of two parts of another, with its port and time and with nothing beside the bytes.
     *
     * @param headers bytes from the other's first on
     * @param from where the second part starts in the other
     * @param size bytes of the second part
     */
    public void set(Packet other, int headers, int from, int size) {
        other.check(0, headers);
        other.check(from, size);
        reset(headers + size, other.inPort, other.timeNanos);
        settle(HEADROOM);
        MemorySegment.copy(MEMORY, other.start, MEMORY, start, headers);
        MemorySegment.copy(MEMORY, other.start + from, MEMORY, start + headers, size);
    }

    /** The frame lies in the packet's own buffer from now on, with so many bytes in front of it. */
    private void settle(int room) {
        first = buffer.address();
        start = first + room;
        lender = null;
    }

    private void reset(int size, int port, long time) {
        length = size;
        inPort = port;
        recircId = 0;
        timeNanos = time;
        forgetOffloads();
        metadata.clear();
    }

    /** Copies the frame out. */
    public void copyTo(byte[] target, int offset) {
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, start, target, offset, length);
    }

    /** Copies the frame out to native memory. */
    public void copyTo(MemorySegment target, long offset) {
        MemorySegment.copy(MEMORY, start, target, offset, length);
    }

    /**
     * Copies a part of the frame out to native memory.
     *
     * @param from the part's first byte in the frame
     * @param size bytes of the part
     */
    public void copyTo(int from, int size, MemorySegment target, long offset) {
        check(from, size);
        MemorySegment.copy(MEMORY, start + from, target, offset, size);
    }

    /** Bytes of the frame without FCS. */
    public int length() {
        return length;
    }

    /** The port it came in by. */
    public int inPort() {
        return inPort;
    }

    /** The recirculation id of its next lookup, 0 at first. */
    public int recircId() {
        return recircId;
    }

    /** Says that it came in by another port than it did, as out of a tunnel. */
    public void inPort(int port) {
        inPort = port;
    }

    /** Sets the recirculation id of the next lookup. */
    public void recircId(int id) {
        recircId = id;
    }

    /** What it carries beside its bytes. */
    public PacketMetadata metadata() {
        return metadata;
    }

    /** True where {@link #flowHash} is known. */
    public boolean hashed() {
        return hashed;
    }

    /** What the NIC would answer as the hash of the packet's flow; means nothing before it is set. */
    public int flowHash() {
        return flowHash;
    }

    /** Keeps the hash of the packet's flow, which stays the same while headers are rewritten. */
    public void flowHash(int hash) {
        flowHash = hash;
        hashed = true;
    }

    /** What the NIC says of the packet's flow, a {@link io.tandem.datapath.table.DatapathFlow#mark}; 0 where it says nothing. */
    public int mark() {
        return mark;
    }

    /** Keeps what the NIC says of the packet's flow. It may be wrong: the flow's match is compared with the packet's key. */
    public void mark(int flow) {
        mark = flow;
    }

    /**
     * Keeps what the NIC says of checksums. It is about the frame's only IP header and what follows that; whoever changes
     * these updates the checksums, so that good ones stay good.
     *
     * @param ip true where that of the IPv4 header is right
     * @param transport true where that of TCP or UDP is right
     */
    public void checksumsGood(boolean ip, boolean transport) {
        ipChecksumGood = ip;
        transportChecksumGood = transport;
    }

    /** True where the NIC has found the checksum of the IPv4 header right; false says nothing. */
    public boolean ipChecksumGood() {
        return ipChecksumGood;
    }

    /** True where the NIC has found the checksum of TCP or UDP right; false says nothing. */
    public boolean transportChecksumGood() {
        return transportChecksumGood;
    }

    /**
     * Forgets what the NIC said, and the hash: the frame has other headers now, as behind a tunnel's. Source: Open vSwitch
     * lib/dp-packet.h, dp_packet_reset_offload.
     */
    public void forgetOffloads() {
        hashed = false;
        mark = 0;
        ipChecksumGood = false;
        transportChecksumGood = false;
    }

    /** When it came in, in nanoseconds on the datapath's clock. */
    public long timeNanos() {
        return timeNanos;
    }

    public int u8(int at) {
        check(at, 1);
        return MEMORY.get(ValueLayout.JAVA_BYTE, start + at) & 0xff;
    }

    public int u16(int at) {
        check(at, 2);
        return MEMORY.get(U16, start + at) & 0xffff;
    }

    public long u32(int at) {
        check(at, 4);
        return MEMORY.get(U32, start + at) & 0xffffffffL;
    }

    /** An Ethernet address. */
    public long u48(int at) {
        check(at, 6);
        return (long) (MEMORY.get(U16, start + at) & 0xffff) << 32 | MEMORY.get(U32, start + at + 2) & 0xffffffffL;
    }

    public long u64(int at) {
        check(at, 8);
        return MEMORY.get(U64, start + at);
    }

    public void put8(int at, int value) {
        check(at, 1);
        MEMORY.set(ValueLayout.JAVA_BYTE, start + at, (byte) value);
    }

    public void put16(int at, int value) {
        check(at, 2);
        MEMORY.set(U16, start + at, (short) value);
    }

    public void put32(int at, long value) {
        check(at, 4);
        MEMORY.set(U32, start + at, (int) value);
    }

    public void put48(int at, long value) {
        check(at, 6);
        MEMORY.set(U16, start + at, (short) (value >>> 32));
        MEMORY.set(U32, start + at + 2, (int) value);
    }

    public void put64(int at, long value) {
        check(at, 8);
        MEMORY.set(U64, start + at, value);
    }

    /** Writes bytes as they are. */
    public void put(int at, byte[] bytes) {
        check(at, bytes.length);
        MemorySegment.copy(bytes, 0, MEMORY, ValueLayout.JAVA_BYTE, start + at, bytes.length);
    }

    /**
     * Makes room for bytes inside the frame: the first {@code before} bytes move towards the front, or all of the frame
     * moves back, into the packet's own buffer, where there is no room in front of it. False, and nothing done, where the
     * frame would be too long.
     */
    public boolean insert(int before, int bytes) {
        check(0, before);
        if (length + bytes > MAX_FRAME) {
            return false;
        }
        if (start - first < bytes) {
            long from = start;
            settle(Math.min(bytes + HEADROOM, BUFFER - length));
            MemorySegment.copy(MEMORY, from, MEMORY, start, length);
        }
        MemorySegment.copy(MEMORY, start, MEMORY, start - bytes, before);
        start -= bytes;
        length += bytes;
        return true;
    }

    /** Takes bytes out of the frame: the first {@code before} bytes move over them. */
    public void remove(int before, int bytes) {
        check(0, before + bytes);
        MemorySegment.copy(MEMORY, start, MEMORY, start + bytes, before);
        start += bytes;
        length -= bytes;
    }

    /** Leaves bytes off the frame's end; {@link #extend} brings the same ones back. */
    public void cut(int bytes) {
        check(0, bytes);
        length -= bytes;
    }

    /** Brings back what {@link #cut} left off. */
    public void extend(int bytes) {
        length += bytes;
    }

    private void check(int at, int bytes) {
        if (at < 0 || at + bytes > length) {
            throw new IndexOutOfBoundsException("bytes " + at + " to " + (at + bytes) + " of a frame of " + length);
        }
    }
}
