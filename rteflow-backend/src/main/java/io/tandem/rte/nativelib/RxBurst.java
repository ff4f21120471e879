package io.tandem.rte.nativelib;

import java.lang.foreign.Arena;

/**
 * One receive queue of a started port: a burst of packets at a time, which are the caller's until {@link #free}. One
 * thread at a time; never blocks, never allocates.
 */
public final class RxBurst {
    private final FastPath path;
    private final long mbufs;
    private final int most;
    private int size;
    private int held;

    /**
     * @param most packets of a burst, at most 65,535
     */
    public RxBurst(int port, int queue, int most) {
        this.path = FastPath.receiving(port, queue);
        this.mbufs =
                Arena.global().allocate((long) Long.BYTES * most, Long.BYTES).address();
        this.most = most;
    }

    /**
     * Receives packets that wait.
     *
     * @param wanted packets, at most as many as a burst has
     * @return packets received, 0 where none waited
     * @throws IllegalStateException where the last burst was not freed
     */
    public int receive(int wanted) {
        if (held != 0) {
            throw new IllegalStateException("the last burst has " + held + " packets that were not freed");
        }
        size = path.burst(mbufs, Math.min(wanted, most));
        held = size;
        return size;
    }

    /** The packet at that place of the burst: its first mbuf. */
    public long mbuf(int index) {
        return Memory.u64(mbufs + (long) Long.BYTES * index);
    }

    /** Hands a packet of the burst on, once: {@link #free} leaves it alone from now on. */
    public void handOn(int index) {
        Memory.put64(mbufs + (long) Long.BYTES * index, 0);
        held--;
    }

    /** Gives the packets of the burst back to their pool, but for those that were handed on. */
    public void free() {
        if (held != 0) {
            LibMbuf.freeBulk(mbufs, size);
            held = 0;
        }
    }
}
