package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * What DPDK logs, kept in memory until it is read: a stream over a buffer of fixed size, so what comes after the buffer is
 * full is lost, and nothing grows. Any thread may log; one at a time reads. Source: fmemopen(3).
 */
@SuppressWarnings("restricted")
public final class EalLog {
    private static final int BYTES = 65_536;

    private static final MethodHandle FMEMOPEN =
            libc("fmemopen", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FTELL = libc("ftell", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle REWIND = libc("rewind", FunctionDescriptor.ofVoid(JAVA_LONG));

    private final MemorySegment buffer = Arena.global().allocate(BYTES);
    private final long file;

    private EalLog(String mode) {
        try (Arena arena = Arena.ofConfined()) {
            file = (long) FMEMOPEN.invokeExact(
                    buffer.address(), (long) BYTES, arena.allocateFrom(mode).address());
        } catch (Throwable e) {
            throw NativeCall.broken("fmemopen", e);
        }
    }

    /** Makes DPDK log here from now on, instead of to the terminal and the system's log. For the life of the process. */
    public static EalLog open() {
        EalLog log = new EalLog("w");
        if (log.file != 0) {
            LibEal.openlogStream(log.file);
        }
        return log;
    }

    /** What was logged since the last call, lines ended by newlines; empty where nothing was. */
    public synchronized String take() {
        if (file == 0) {
            return "";
        }
        try {
            int length = (int) (long) FTELL.invokeExact(file);
            byte[] bytes = new byte[Math.max(0, Math.min(length, BYTES))];
            MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, bytes.length);
            REWIND.invokeExact(file);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (Throwable e) {
            throw NativeCall.broken("ftell", e);
        }
    }

    private static MethodHandle libc(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }
}
