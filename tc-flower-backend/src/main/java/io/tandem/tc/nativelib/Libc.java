package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few calls of the C library that libnl has no door for. Each answers what the call answers, or a negative errno.
 * Holds the place that errno is caught in, so one thread at a time.
 */
@SuppressWarnings("restricted")
final class Libc {
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_RCVTIMEO = 20;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_CAP_ACK = 10;
    static final int NETLINK_EXT_ACK = 11;
    static final int NETLINK_GET_STRICT_CHK = 12;

    private static final int EINTR = 4;
    private static final short POLLIN = 1;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** struct pollfd of poll(2). */
    private static final StructLayout POLLFD = MemoryLayout.structLayout(
            JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            function("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle POLL =
            function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FREE =
            LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ADDRESS));

    private final MemorySegment state = callState();

    /** A place for errno, as {@link NativeLibrary#withErrno} wants it. */
    static MemorySegment callState() {
        return Arena.ofAuto().allocate(CALL_STATE);
    }

    /** The errno that was caught there. */
    static int errno(MemorySegment callState) {
        return (int) ERRNO.get(callState, 0L);
    }

    /** Sets an option that is an int. */
    int option(int descriptor, int level, int name, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setsockopt(descriptor, level, name, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /** Reads an option that is an int. */
    int option(int descriptor, int level, int name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment size = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            int answer = answer((int) GETSOCKOPT.invokeExact(state, descriptor, level, name, value, size));
            return answer < 0 ? answer : value.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw broken("getsockopt", e);
        }
    }

    /** Bounds how long a receive waits: SO_RCVTIMEO, struct timeval. */
    int receiveTimeout(int descriptor, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(2 * Long.BYTES, Long.BYTES);
            long micros = Math.max(1, nanos / NANOS_PER_MICRO);
            time.set(JAVA_LONG, 0, micros / MICROS_PER_SECOND);
            time.set(JAVA_LONG, Long.BYTES, micros % MICROS_PER_SECOND);
            return setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, time);
        }
    }

    /** Waits until a descriptor can be read; 0 where it could not in time, or a signal ended the wait. */
    int awaitReadable(int descriptor, int millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(POLLFD);
            one.set(JAVA_INT, 0, descriptor);
            one.set(JAVA_SHORT, Integer.BYTES, POLLIN);
            int answer = answer((int) POLL.invokeExact(state, one, 1L, millis));
            return answer == -EINTR ? 0 : answer;
        } catch (Throwable e) {
            throw broken("poll", e);
        }
    }

    /** Frees what malloc(3) gave. */
    static void free(MemorySegment memory) {
        try {
            FREE.invokeExact(memory);
        } catch (Throwable e) {
            throw broken("free", e);
        }
    }

    /** A call that could not even be made. */
    static IllegalStateException broken(String call, Throwable cause) {
        return new IllegalStateException("cannot call " + call, cause);
    }

    private int setsockopt(int descriptor, int level, int name, MemorySegment value) {
        try {
            return answer((int) SETSOCKOPT.invokeExact(state, descriptor, level, name, value, (int) value.byteSize()));
        } catch (Throwable e) {
            throw broken("setsockopt", e);
        }
    }

    private int answer(int answer) {
        return answer < 0 ? -errno(state) : answer;
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }
}
