package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A port's burst functions, where rte_eth_rx_burst and rte_eth_tx_burst, which exist in C headers only, find them: in the
 * exported array rte_eth_fp_ops. The calls are critical: a thread in one holds a garbage collection up, for the time of a
 * burst. Source: rte_ethdev_core.h struct rte_eth_fp_ops.
 */
@SuppressWarnings("restricted")
final class FastPath {
    private static final MethodHandle BURST = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_SHORT), Linker.Option.critical(false));

    private static final Layouts LAYOUTS = Dpdk.layouts();
    private static final int QUEUES = (int) LAYOUTS.constant("RTE_MAX_QUEUES_PER_PORT");
    private static final long SIZE = LAYOUTS.size("rte_eth_fp_ops");
    private static final long RX_BURST = LAYOUTS.offset("rte_eth_fp_ops", "rx_pkt_burst");
    private static final long RX_QUEUES = LAYOUTS.offset("rte_eth_fp_ops", "rxq.data");
    private static final long TX_BURST = LAYOUTS.offset("rte_eth_fp_ops", "tx_pkt_burst");
    private static final long TX_QUEUES = LAYOUTS.offset("rte_eth_fp_ops", "txq.data");

    private final long function;
    private final long queues;
    private final long queue;
    private MemorySegment target = MemorySegment.NULL;

    /** @throws IllegalArgumentException where the port has not started with such a queue, which drivers crash on */
    private FastPath(int port, int queue, long function, long queues) {
        if (port < 0 || port >= PortNumber.PLACES || queue < 0 || queue >= QUEUES) {
            throw new IllegalArgumentException("DPDK has no queue " + queue + " of port " + port);
        }
        long ops = LibEthdev.FAST_PATHS + SIZE * port;
        this.function = ops + function;
        this.queues = ops + queues;
        this.queue = (long) Long.BYTES * queue;
        long all = Memory.u64(this.queues);
        if (Memory.u64(this.function) == 0 || all == 0 || Memory.u64(all + this.queue) == 0) {
            throw new IllegalArgumentException("port " + port + " was not started with a queue " + queue);
        }
    }

    static FastPath receiving(int port, int queue) {
        return new FastPath(port, queue, RX_BURST, RX_QUEUES);
    }

    static FastPath transmitting(int port, int queue) {
        return new FastPath(port, queue, TX_BURST, TX_QUEUES);
    }

    /**
     * Receives or transmits.
     *
     * @param mbufs an array of pointers
     * @param count places in it, or packets in it
     * @return packets put there, or taken from its front
     */
    int burst(long mbufs, int count) {
        long address = Memory.u64(function);
        if (address != target.address()) {
            target = MemorySegment.ofAddress(address);
        }
        long data = Memory.u64(Memory.u64(queues) + queue);
        try {
            return Short.toUnsignedInt((short) BURST.invokeExact(target, data, mbufs, (short) count));
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_fp_ops", e);
        }
    }
}
