package io.tandem.datapath.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A frame in a buffer of native memory, with room in front for headers that are pushed. Positions count from the
 * frame's first byte; every access is checked against the frame's length. Numbers are in network byte order.
 *
 * <p>Reused for many frames. One thread at a time.
 */
public final class Packet {
    /** Room in front of a frame, in bytes: that of the longest header a tnl_push can have (TNL_PUSH_HEADER_SIZE). */
    public static final int HEADROOM = 512;

    /** Longest frame, in bytes without FCS. */
    public static final int MAX_FRAME = 65_535;

    static final int BUFFER = HEADROOM + MAX_FRAME + 1 + HEADROOM;

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment buffer;
    private final PacketMetadata metadata = new PacketMetadata();
    private int start = HEADROOM;
    private int length;
    private int inPort;
    private int recircId;
    private long timeNanos;
    private int flowHash;
    private boolean hashed;

    Packet(MemorySegment buffer) {
        this.buffer = buffer;
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
        MemorySegment.copy(frame, offset, buffer, ValueLayout.JAVA_BYTE, start, size);
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
        MemorySegment.copy(frame, offset, buffer, start, size);
    }

    /** Becomes a copy of another packet. */
    public void set(Packet other) {
        start = other.start;
        length = other.length;
        inPort = other.inPort;
        recircId = other.recircId;
        timeNanos = other.timeNanos;
        flowHash = other.flowHash;
        hashed = other.hashed;
        metadata.set(other.metadata);
        MemorySegment.copy(other.buffer, start, buffer, start, length);
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
        MemorySegment.copy(other.buffer, other.start, buffer, start, headers);
        MemorySegment.copy(other.buffer, other.start + from, buffer, start + headers, size);
    }

    private void reset(int size, int port, long time) {
        start = HEADROOM;
        length = size;
        inPort = port;
        recircId = 0;
        timeNanos = time;
        hashed = false;
        metadata.clear();
    }

    /** Copies the frame out. */
    public void copyTo(byte[] target, int offset) {
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, start, target, offset, length);
    }

    /** Copies the frame out to native memory. */
    public void copyTo(MemorySegment target, long offset) {
        MemorySegment.copy(buffer, start, target, offset, length);
    }

    /**
     * Copies a part of the frame out to native memory.
     *
     * @param from the part's first byte in the frame
     * @param size bytes of the part
     */
    public void copyTo(int from, int size, MemorySegment target, long offset) {
        check(from, size);
        MemorySegment.copy(buffer, start + from, target, offset, size);
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

    /** When it came in, in nanoseconds on the datapath's clock. */
    public long timeNanos() {
        return timeNanos;
    }

    public int u8(int at) {
        check(at, 1);
        return buffer.get(ValueLayout.JAVA_BYTE, start + at) & 0xff;
    }

    public int u16(int at) {
        check(at, 2);
        return buffer.get(U16, start + at) & 0xffff;
    }

    public long u32(int at) {
        check(at, 4);
        return buffer.get(U32, start + at) & 0xffffffffL;
    }

    /** An Ethernet address. */
    public long u48(int at) {
        check(at, 6);
        return (long) (buffer.get(U16, start + at) & 0xffff) << 32 | buffer.get(U32, start + at + 2) & 0xffffffffL;
    }

    public long u64(int at) {
        check(at, 8);
        return buffer.get(U64, start + at);
    }

    public void put8(int at, int value) {
        check(at, 1);
        buffer.set(ValueLayout.JAVA_BYTE, start + at, (byte) value);
    }

    public void put16(int at, int value) {
        check(at, 2);
        buffer.set(U16, start + at, (short) value);
    }

    public void put32(int at, long value) {
        check(at, 4);
        buffer.set(U32, start + at, (int) value);
    }

    public void put48(int at, long value) {
        check(at, 6);
        buffer.set(U16, start + at, (short) (value >>> 32));
        buffer.set(U32, start + at + 2, (int) value);
    }

    public void put64(int at, long value) {
        check(at, 8);
        buffer.set(U64, start + at, value);
    }

    /** Writes bytes as they are. */
    public void put(int at, byte[] bytes) {
        check(at, bytes.length);
        MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, start + at, bytes.length);
    }

    /**
     * Makes room for bytes inside the frame: the first {@code before} bytes move towards the front, or all of the frame
     * moves back where there is no room in front of it. False, and nothing done, where the frame would be too long.
     */
    public boolean insert(int before, int bytes) {
        check(0, before);
        int capacity = (int) buffer.byteSize();
        if (length + bytes > MAX_FRAME || length + bytes > capacity) {
            return false;
        }
        if (start < bytes) {
            int moved = Math.min(bytes + HEADROOM, capacity - length);
            MemorySegment.copy(buffer, start, buffer, moved, length);
            start = moved;
        }
        MemorySegment.copy(buffer, start, buffer, start - bytes, before);
        start -= bytes;
        length += bytes;
        return true;
    }

    /** Takes bytes out of the frame: the first {@code before} bytes move over them. */
    public void remove(int before, int bytes) {
        check(0, before + bytes);
        MemorySegment.copy(buffer, start, buffer, start + bytes, before);
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
