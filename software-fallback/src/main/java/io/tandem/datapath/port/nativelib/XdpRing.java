package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * One of the four rings that an XDP socket shares with the kernel: one side produces, the other consumes, both counters
 * run freely. Source: linux/if_xdp.h, struct xdp_ring_offset, struct xdp_desc. One thread at a time.
 */
final class XdpRing {
    /** Bytes of struct xdp_desc: address, length, options. The fill and completion rings have addresses only. */
    static final int DESC_BYTES = 16;

    static final int DESC_LENGTH = 8;
    static final int DESC_OPTIONS = 12;

    private static final VarHandle COUNTER = JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final long producer;
    private final long consumer;
    private final long entries;
    private final long flags;
    private final int mask;

    /**
     * @param offsets struct xdp_ring_offset of this ring: producer, consumer, entries, flags
     * @param size entries, a power of two
     */
    XdpRing(MemorySegment memory, MemorySegment offsets, int size) {
        this.memory = memory;
        this.producer = offsets.get(JAVA_LONG, 0);
        this.consumer = offsets.get(JAVA_LONG, 8);
        this.entries = offsets.get(JAVA_LONG, 16);
        this.flags = offsets.get(JAVA_LONG, 24);
        this.mask = size - 1;
    }

    int size() {
        return mask + 1;
    }

    /** Entries produced so far, those before it whole. */
    int produced() {
        return (int) COUNTER.getAcquire(memory, producer);
    }

    /** Entries consumed so far, their places free. */
    int consumed() {
        return (int) COUNTER.getAcquire(memory, consumer);
    }

    /** Hands out all entries before {@code count}. */
    void produce(int count) {
        COUNTER.setRelease(memory, producer, count);
    }

    /** Gives back the places of all entries before {@code count}. */
    void consume(int count) {
        COUNTER.setRelease(memory, consumer, count);
    }

    /** True where the kernel sleeps until it is called. */
    boolean needsCall() {
        return ((int) COUNTER.getVolatile(memory, flags) & Uapi.XDP_RING_NEED_WAKEUP) != 0;
    }

    /** Entry {@code at} of a ring of addresses. */
    long address(int at) {
        return memory.get(JAVA_LONG, entries + (long) (at & mask) * Long.BYTES);
    }

    void address(int at, long address) {
        memory.set(JAVA_LONG, entries + (long) (at & mask) * Long.BYTES, address);
    }

    /** The address in entry {@code at} of a ring of descriptors. */
    long dataAt(int at) {
        return memory.get(JAVA_LONG, descriptor(at));
    }

    /** Bytes of data of entry {@code at}. */
    int length(int at) {
        return memory.get(JAVA_INT, descriptor(at) + DESC_LENGTH);
    }

    /** True where the packet goes on in the next entry. */
    boolean continued(int at) {
        return (memory.get(JAVA_INT, descriptor(at) + DESC_OPTIONS) & Uapi.XDP_PKT_CONTD) != 0;
    }

    void describe(int at, long address, int length, int options) {
        long descriptor = descriptor(at);
        memory.set(JAVA_LONG, descriptor, address);
        memory.set(JAVA_INT, descriptor + DESC_LENGTH, length);
        memory.set(JAVA_INT, descriptor + DESC_OPTIONS, options);
    }

    private long descriptor(int at) {
        return entries + (long) (at & mask) * DESC_BYTES;
    }
}
