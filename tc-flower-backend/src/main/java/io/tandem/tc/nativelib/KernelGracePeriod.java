package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a grace period of the kernel's RCU: membarrier(2) with MEMBARRIER_CMD_GLOBAL is synchronize_rcu (Source:
 * kernel/sched/membarrier.c). Packets pass filters as RCU readers, so every packet that met a list of filters as it was
 * before the call has left it after. Where the kernel will not (with nohz_full it answers EINVAL), a fixed time far above
 * what a packet takes stands in for it. Any thread.
 */
@SuppressWarnings("restricted")
public final class KernelGracePeriod {
    private static final int MEMBARRIER_CMD_GLOBAL = 1;
    private static final long INSTEAD_NANOS = 50_000_000;
    private static final long CALL_X86_64 = 324;
    private static final long CALL_GENERIC = 283;
    private static final long CALL = System.getProperty("os.arch", "").equals("amd64") ? CALL_X86_64 : CALL_GENERIC;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(1));

    private KernelGracePeriod() {}

    /** Returns when the packets that were on their way are through. */
    public static void await() {
        if (!membarrier()) {
            long until = System.nanoTime() + INSTEAD_NANOS;
            for (long left = INSTEAD_NANOS; left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** True where the kernel has waited for a grace period itself. */
    static boolean membarrier() {
        try {
            return (long) SYSCALL.invokeExact(CALL, MEMBARRIER_CMD_GLOBAL, 0, 0) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call membarrier", e);
        }
    }
}
