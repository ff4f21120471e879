package io.tandem.rte.nativelib;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One transmit queue of a started port: packets are gathered and leave in bursts. New mbufs are taken from the pool a
 * burst at a time. One thread at a time; never blocks, never allocates.
 */
public final class TxBurst {
    private static final int TRIES = 4;

    private final FastPath path;
    private final long pool;
    private final MemorySegment dequeue;
    private final int most;
    private final long waiting;
    private final long fresh;
    private int size;
    private int left;

    /**
     * @param pool what new mbufs come from, a struct rte_mempool
     * @param most packets of a burst, at most 65,535
     */
    public TxBurst(int port, int queue, long pool, int most) {
        this.path = FastPath.transmitting(port, queue);
        this.pool = pool;
        this.dequeue = LibMempool.dequeueOf(pool);
        this.most = most;
        Arena life = Arena.global();
        this.waiting = life.allocate((long) Long.BYTES * most, Long.BYTES).address();
        this.fresh = life.allocate((long) Long.BYTES * most, Long.BYTES).address();
    }

    /** True where {@link #send} must be called before the next packet. */
    public boolean full() {
        return size == most;
    }

    /** Packets that wait for {@link #send}. */
    public int size() {
        return size;
    }

    /**
     * Makes a packet of new mbufs, as many as its length needs, and answers the first. Its bytes are still to be written:
     * {@link Mbuf#length} of each segment from {@link Mbuf#data} on.
     *
     * @param length bytes of the packet
     * @return 0 where the pool has not as many
     */
    public long packet(int length) {
        long first = take();
        if (first == 0) {
            return 0;
        }
        int room = Mbuf.room(first);
        if (length <= room) {
            Mbuf.reset(first, length);
            return first;
        }
        Mbuf.reset(first, room);
        long last = first;
        int segments = 1;
        for (int done = room; done < length; segments++) {
            long segment = take();
            if (segment == 0) {
                drop(first);
                return 0;
            }
            int part = Math.min(room, length - done);
            Mbuf.reset(segment, part);
            done += part;
            Mbuf.append(first, last, segment, segments + 1, done);
            last = segment;
        }
        return first;
    }

    /** Lets a packet wait for {@link #send}; it is the queue's from now on. There must be room. */
    public void add(long mbuf) {
        Memory.put64(waiting + (long) Long.BYTES * size++, mbuf);
    }

    /** The waiting packet at that place: its first mbuf. */
    public long mbuf(int index) {
        return Memory.u64(waiting + (long) Long.BYTES * index);
    }

    /**
     * Sends what waits. Packets that the port does not take after some tries are freed; they are the last ones.
     *
     * @return packets that the port took
     */
    public int send() {
        int sent = 0;
        for (int i = 0; i < TRIES && sent < size; i++) {
            sent += path.burst(waiting + (long) Long.BYTES * sent, size - sent);
        }
        if (sent < size) {
            LibMbuf.freeBulk(waiting + (long) Long.BYTES * sent, size - sent);
        }
        size = 0;
        return sent;
    }

    /** Frees what waits, and gives mbufs that were taken ahead back to the pool. */
    public void close() {
        LibMbuf.freeBulk(waiting, size);
        size = 0;
        for (int i = 0; i < left; i++) {
            Mbuf.reset(Memory.u64(fresh + (long) Long.BYTES * i), 0);
        }
        LibMbuf.freeBulk(fresh, left);
        left = 0;
    }

    private long take() {
        if (left == 0) {
            if (LibMempool.dequeue(dequeue, pool, fresh, most) != 0) {
                return 0;
            }
            left = most;
        }
        return Memory.u64(fresh + (long) Long.BYTES * --left);
    }

    private void drop(long packet) {
        long one = waiting + (long) Long.BYTES * size;
        Memory.put64(one, packet);
        LibMbuf.freeBulk(one, 1);
    }
}
