package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** librte_mbuf. Source: rte_mbuf.h. */
public final class LibMbuf {
    private static final NativeLibrary LIBRARY = NativeLibrary.find("rte_mbuf");

    private static final MethodHandle POOL_CREATE = LIBRARY.function(
            "rte_pktmbuf_pool_create",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_SHORT, JAVA_SHORT, JAVA_INT));
    private static final MethodHandle FREE_BULK =
            LIBRARY.function("rte_pktmbuf_free_bulk", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT));

    /** Passes where the library is there with all that is used of it. */
    static void check() throws BackendUnavailableException {
        LIBRARY.check();
    }

    /**
     * Makes a pool of mbufs without private data on any NUMA node. Answers its address; 0 with the errno of
     * {@link LibEal#errno} where that fails.
     *
     * @param cache mbufs that each registered thread may keep for itself
     * @param room bytes of an mbuf's buffer, with headroom
     */
    public static long poolCreate(String name, int count, int cache, int room) {
        int anySocket = -1;
        try (Arena arena = Arena.ofConfined()) {
            return (long) POOL_CREATE.invokeExact(
                    arena.allocateFrom(name).address(), count, cache, (short) 0, (short) room, anySocket);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_pktmbuf_pool_create", e);
        }
    }

    /**
     * Frees packets, with all of their segments.
     *
     * @param mbufs an array of pointers; null ones are passed over
     */
    static void freeBulk(long mbufs, int count) {
        try {
            FREE_BULK.invokeExact(mbufs, count);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_pktmbuf_free_bulk", e);
        }
    }

    private LibMbuf() {}
}
