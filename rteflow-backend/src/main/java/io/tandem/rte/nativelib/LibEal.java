package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * librte_eal. A method for each function that is used, under the function's name without {@code rte_}; each answers what
 * the function answers. Sources: rte_eal.h, rte_version.h, rte_errno.h, rte_lcore.h, rte_dev.h.
 */
public final class LibEal {
    private static final NativeLibrary LIBRARY = NativeLibrary.find("rte_eal");

    private static final MethodHandle VERSION = LIBRARY.function("rte_version", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle INIT =
            LIBRARY.function("rte_eal_init", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle OPENLOG_STREAM =
            LIBRARY.function("rte_openlog_stream", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle STRERROR =
            LIBRARY.function("rte_strerror", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
    private static final MethodHandle THREAD_REGISTER =
            LIBRARY.function("rte_thread_register", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle THREAD_UNREGISTER =
            LIBRARY.function("rte_thread_unregister", FunctionDescriptor.ofVoid());
    private static final MethodHandle DEV_PROBE =
            LIBRARY.function("rte_dev_probe", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle DEV_REMOVE =
            LIBRARY.function("rte_dev_remove", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

    /** Whether there is such a library at all. */
    static boolean present() {
        return LIBRARY.has("rte_version");
    }

    /** Passes where the library is there with all that is used of it. */
    static void check() throws BackendUnavailableException {
        LIBRARY.check();
    }

    /** As "DPDK 22.11.11". */
    static String version() {
        try {
            return Memory.text((long) VERSION.invokeExact());
        } catch (Throwable e) {
            throw NativeCall.broken("rte_version", e);
        }
    }

    /**
     * Starts EAL; once in the life of a process. Pins the calling thread to the main lcore. Answers the number of
     * arguments that it took, or -1 with the errno of {@link #errno}.
     *
     * @param arguments with the program's name first; DPDK keeps pointers into them
     */
    public static int ealInit(List<String> arguments) {
        long argv = Memory.texts(Arena.global(), arguments);
        try {
            return (int) INIT.invokeExact(arguments.size(), argv);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eal_init", e);
        }
    }

    /** Makes DPDK log into a FILE. */
    static int openlogStream(long file) {
        try {
            return (int) OPENLOG_STREAM.invokeExact(file);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_openlog_stream", e);
        }
    }

    /** The words for a positive errno. */
    public static String strerror(int errno) {
        try {
            return Memory.text((long) STRERROR.invokeExact(errno));
        } catch (Throwable e) {
            throw NativeCall.broken("rte_strerror", e);
        }
    }

    /** The calling thread's rte_errno: what the last of DPDK's functions that failed there left. Platform threads only. */
    public static int errno() {
        long own = LIBRARY.ofThisThread("per_lcore__rte_errno");
        return own == 0 ? 0 : Memory.i32(own);
    }

    /** Gives the calling thread an lcore id, and with it a cache of each mempool. Answers 0, or -1. */
    public static int threadRegister() {
        try {
            return (int) THREAD_REGISTER.invokeExact();
        } catch (Throwable e) {
            throw NativeCall.broken("rte_thread_register", e);
        }
    }

    /** Takes the calling thread's lcore id back. */
    public static void threadUnregister() {
        try {
            THREAD_UNREGISTER.invokeExact();
        } catch (Throwable e) {
            throw NativeCall.broken("rte_thread_unregister", e);
        }
    }

    /** Attaches a device, as "net_null0" or "0000:03:00.0,key=value". Answers 0 or a negative errno. */
    public static int devProbe(String devargs) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) DEV_PROBE.invokeExact(arena.allocateFrom(devargs).address());
        } catch (Throwable e) {
            throw NativeCall.broken("rte_dev_probe", e);
        }
    }

    /**
     * Detaches a device.
     *
     * @param device a struct rte_device
     * @return 0 or a negative errno
     */
    public static int devRemove(long device) {
        try {
            return (int) DEV_REMOVE.invokeExact(device);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_dev_remove", e);
        }
    }

    private LibEal() {}
}
