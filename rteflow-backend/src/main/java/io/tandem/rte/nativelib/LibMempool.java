package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** librte_mempool. Source: rte_mempool.h. */
@SuppressWarnings("restricted")
public final class LibMempool {
    private static final NativeLibrary LIBRARY = NativeLibrary.find("rte_mempool");

    private static final MethodHandle AVAIL_COUNT =
            LIBRARY.function("rte_mempool_avail_count", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle IN_USE_COUNT =
            LIBRARY.function("rte_mempool_in_use_count", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle FREE = LIBRARY.function("rte_mempool_free", FunctionDescriptor.ofVoid(JAVA_LONG));

    /** rte_mempool_dequeue_t: the address of the function comes first. */
    private static final MethodHandle DEQUEUE = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT), Linker.Option.critical(false));

    private static final long OPS_TABLE = LIBRARY.variable("rte_mempool_ops_table");

    private static final long OPS = Dpdk.layouts().offset("rte_mempool_ops_table", "ops");
    private static final long OPS_SIZE = Dpdk.layouts().size("rte_mempool_ops");
    private static final long OPS_DEQUEUE = Dpdk.layouts().offset("rte_mempool_ops", "dequeue");
    private static final long OPS_INDEX = Dpdk.layouts().offset("rte_mempool", "ops_index");
    private static final long POOL_SIZE = Dpdk.layouts().offset("rte_mempool", "size");

    /** Passes where the library is there with all that is used of it. */
    static void check() throws BackendUnavailableException {
        LIBRARY.check();
    }

    /** Elements that the pool was made with. */
    public static int size(long pool) {
        return Memory.i32(pool + POOL_SIZE);
    }

    /** Elements that are free: in the pool and in the caches of lcores. Exact while no thread takes or gives. */
    public static int availCount(long pool) {
        try {
            return (int) AVAIL_COUNT.invokeExact(pool);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mempool_avail_count", e);
        }
    }

    /** Elements that are not free. */
    public static int inUseCount(long pool) {
        try {
            return (int) IN_USE_COUNT.invokeExact(pool);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mempool_in_use_count", e);
        }
    }

    /** Gives the pool's memory back; none of its elements may be in use. */
    public static void free(long pool) {
        try {
            FREE.invokeExact(pool);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mempool_free", e);
        }
    }

    /** The function by which the pool's driver hands elements out; the caches of lcores are left aside. */
    static MemorySegment dequeueOf(long pool) {
        long ops = OPS_TABLE + OPS + OPS_SIZE * Memory.i32(pool + OPS_INDEX);
        return MemorySegment.ofAddress(Memory.u64(ops + OPS_DEQUEUE));
    }

    /**
     * Takes elements, all that are asked for or none.
     *
     * @param dequeue of {@link #dequeueOf}
     * @param elements an array of at least {@code count} pointers
     * @return 0, or a negative errno where there are not as many
     */
    static int dequeue(MemorySegment dequeue, long pool, long elements, int count) {
        try {
            return (int) DEQUEUE.invokeExact(dequeue, pool, elements, count);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mempool_dequeue_t", e);
        }
    }

    private LibMempool() {}
}
