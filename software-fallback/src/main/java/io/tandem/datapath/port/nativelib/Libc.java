package io.tandem.datapath.port.nativelib;

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

/**
 * System calls, by the C library. Each answers what the call answers, or a negative errno, as inside the kernel; none
 * throws for what the kernel says. Holds the place that errno is caught in, so one thread at a time; calls allocate
 * nothing once compiled.
 */
@SuppressWarnings("restricted")
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO_AFTER = Linker.Option.captureCallState("errno");
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            function("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SENDTO =
            function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECV = function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle READ = function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE = function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle POLL = function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOCK_GETTIME = function("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle MMAP =
            function("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = function("munmap", JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle SYSCALL =
            variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);

    private static final int CLOCK_REALTIME = 0;
    private static final long MAP_FAILED = -1;

    private final MemorySegment state = Arena.ofAuto().allocate(CALL_STATE);
    /** struct timespec: two longs. */
    private final MemorySegment time = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);

    int socket(int domain, int type, int protocol) {
        try {
            return answer((int) SOCKET.invokeExact(state, domain, type, protocol));
        } catch (Throwable e) {
            throw broken("socket", e);
        }
    }

    int bind(int descriptor, MemorySegment address) {
        try {
            return answer((int) BIND.invokeExact(state, descriptor, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw broken("bind", e);
        }
    }

    int setsockopt(int descriptor, int level, int option, MemorySegment value) {
        try {
            return answer(
                    (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, (int) value.byteSize()));
        } catch (Throwable e) {
            throw broken("setsockopt", e);
        }
    }

    /** Sets an option that is an int. */
    int setsockopt(int descriptor, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setsockopt(descriptor, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /** Reads an option; answers how many bytes of the value the kernel wrote. */
    int getsockopt(int descriptor, int level, int option, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            int answer = answer((int) GETSOCKOPT.invokeExact(state, descriptor, level, option, value, size));
            return answer < 0 ? answer : size.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw broken("getsockopt", e);
        }
    }

    /** sendto(2) without data: shows a ring to the kernel. */
    int kick(int descriptor, int flags) {
        try {
            return (int) answer(
                    (long) SENDTO.invokeExact(state, descriptor, MemorySegment.NULL, 0L, flags, MemorySegment.NULL, 0));
        } catch (Throwable e) {
            throw broken("sendto", e);
        }
    }

    int recv(int descriptor, MemorySegment into, int flags) {
        try {
            return (int) answer((long) RECV.invokeExact(state, descriptor, into, into.byteSize(), flags));
        } catch (Throwable e) {
            throw broken("recv", e);
        }
    }

    int read(int descriptor, MemorySegment into, long bytes) {
        try {
            return (int) answer((long) READ.invokeExact(state, descriptor, into, bytes));
        } catch (Throwable e) {
            throw broken("read", e);
        }
    }

    int write(int descriptor, MemorySegment from, long bytes) {
        try {
            return (int) answer((long) WRITE.invokeExact(state, descriptor, from, bytes));
        } catch (Throwable e) {
            throw broken("write", e);
        }
    }

    /**
     * Waits for descriptors.
     *
     * @param descriptors an array of struct pollfd
     * @param millis how long, for ever where negative
     */
    int poll(MemorySegment descriptors, int count, int millis) {
        try {
            return answer((int) POLL.invokeExact(state, descriptors, (long) count, millis));
        } catch (Throwable e) {
            throw broken("poll", e);
        }
    }

    int eventfd(int flags) {
        try {
            return answer((int) EVENTFD.invokeExact(state, 0, flags));
        } catch (Throwable e) {
            throw broken("eventfd", e);
        }
    }

    int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return answer((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, 0));
        } catch (Throwable e) {
            throw broken("open", e);
        }
    }

    int close(int descriptor) {
        try {
            return answer((int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable e) {
            throw broken("close", e);
        }
    }

    int ioctl(int descriptor, long request, MemorySegment argument) {
        try {
            return answer((int) IOCTL.invokeExact(state, descriptor, request, argument));
        } catch (Throwable e) {
            throw broken("ioctl", e);
        }
    }

    /** syscall(2) with a number, a pointer and a number: the shape of bpf(2). */
    int syscall(long number, long command, MemorySegment argument) {
        try {
            return (int) answer((long) SYSCALL.invokeExact(state, number, command, argument, argument.byteSize()));
        } catch (Throwable e) {
            throw broken("syscall", e);
        }
    }

    /** Maps memory. Answers its address, or a negative errno. */
    long mmap(long bytes, int protection, int flags, int descriptor, long offset) {
        try {
            MemorySegment address = (MemorySegment)
                    MMAP.invokeExact(state, MemorySegment.NULL, bytes, protection, flags, descriptor, offset);
            return address.address() == MAP_FAILED ? -(int) ERRNO.get(state, 0L) : address.address();
        } catch (Throwable e) {
            throw broken("mmap", e);
        }
    }

    /** Memory that was mapped, which unmaps itself when the arena is closed. */
    static MemorySegment mapped(long address, long bytes, Arena arena) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, Libc::unmap);
    }

    private static void unmap(MemorySegment mapped) {
        try {
            int ignored = (int) MUNMAP.invokeExact(Arena.ofAuto().allocate(CALL_STATE), mapped, mapped.byteSize());
        } catch (Throwable e) {
            throw broken("munmap", e);
        }
    }

    /** Nanoseconds since 1970-01-01T00:00:00Z. */
    long epochNanos() {
        try {
            int ignored = (int) CLOCK_GETTIME.invokeExact(state, CLOCK_REALTIME, time);
            return time.get(JAVA_LONG, 0) * 1_000_000_000L + time.get(JAVA_LONG, Long.BYTES);
        } catch (Throwable e) {
            throw broken("clock_gettime", e);
        }
    }

    private int answer(int result) {
        return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
    }

    private long answer(long result) {
        return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
    }

    private static IllegalStateException broken(String function, Throwable cause) {
        return new IllegalStateException("cannot call " + function + " of the C library", cause);
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO_AFTER);
    }

    private static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                ERRNO_AFTER,
                Linker.Option.firstVariadicArg(fixed));
    }
}
