package io.tandem.datapath.poll.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.BitSet;

/**
 * The cores that the calling thread may run on, by their numbers in /proc/cpuinfo. Any thread, each for itself. Source:
 * sched_setaffinity(2), whose cpu_set_t is an array of unsigned long.
 */
@SuppressWarnings("restricted")
public final class CoreAffinity {
    /** More cores than a kernel is built for. */
    private static final int MOST_CORES = 8192;

    private static final int CALLER = 0;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SET = function("sched_setaffinity");
    private static final MethodHandle GET = function("sched_getaffinity");

    /** The cores that the calling thread may run on. */
    public static BitSet allowed() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cores = arena.allocate(MOST_CORES / Byte.SIZE, Long.BYTES);
            call(GET, "sched_getaffinity", arena, cores);
            return BitSet.valueOf(cores.toArray(JAVA_LONG));
        }
    }

    /**
     * Lets the calling thread run on one core only.
     *
     * @throws IllegalStateException where the process may not use that core
     */
    public static void pin(int core) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cores = arena.allocate(MOST_CORES / Byte.SIZE, Long.BYTES);
            cores.setAtIndex(JAVA_LONG, core / Long.SIZE, 1L << core);
            call(SET, "sched_setaffinity to core " + core, arena, cores);
        }
    }

    private static void call(MethodHandle function, String what, Arena arena, MemorySegment cores) {
        MemorySegment state = arena.allocate(CALL_STATE);
        int result;
        try {
            result = (int) function.invokeExact(state, CALLER, cores.byteSize(), cores);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call " + what + " of the C library", e);
        }
        if (result < 0) {
            throw new IllegalStateException(what + ": errno " + (int) ERRNO.get(state, 0L));
        }
    }

    private static MethodHandle function(String name) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                Linker.Option.captureCallState("errno"));
    }

    private CoreAffinity() {}
}
