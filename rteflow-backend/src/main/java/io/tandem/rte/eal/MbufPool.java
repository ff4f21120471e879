package io.tandem.rte.eal;

import io.tandem.rte.nativelib.Dpdk;
import io.tandem.rte.nativelib.LibMbuf;
import io.tandem.rte.nativelib.LibMempool;

/** A pool of packet buffers. Any thread; the counts are exact while no packet passes. */
public final class MbufPool implements AutoCloseable {
    /** Bytes of a frame that one mbuf takes. Source: rte_mbuf.h RTE_MBUF_DEFAULT_DATAROOM. */
    public static final int DEFAULT_ROOM = 2_048;

    /** Mbufs that each registered thread keeps for itself, at most. */
    private static final int CACHE = 256;

    private final String name;
    private final long address;
    private boolean open = true;

    MbufPool(String name, long address) {
        this.name = name;
        this.address = address;
    }

    static long create(String name, int count, int room) {
        int headroom = (int) Dpdk.layouts().constant("RTE_PKTMBUF_HEADROOM");
        // DPDK wants the pool to be at least one and a half times as large as a cache
        return LibMbuf.poolCreate(name, count, Math.min(CACHE, count * 2 / 3), headroom + room);
    }

    public String name() {
        return name;
    }

    /** Of the struct rte_mempool. */
    public long address() {
        return address;
    }

    /** Mbufs that the pool was made with. */
    public int size() {
        return LibMempool.size(address);
    }

    /** Mbufs that hold a packet, or wait for one in a queue. */
    public int inUse() {
        return LibMempool.inUseCount(address);
    }

    /** Gives the memory back. Every queue that takes mbufs from here must be closed. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            LibMempool.free(address);
        }
    }
}
