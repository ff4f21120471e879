package io.tandem.conformance.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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
import java.time.Duration;

/**
 * A netlink socket to the kernel. One thread at a time may use it. Each call that fails is a
 * {@link NetlinkSocketException}; a receive that gets nothing in time fails with EAGAIN, so nothing here waits for ever.
 *
 * <p>Sources: linux/netlink.h, netlink(7), socket(7). Layouts and constants are those of 64-bit Linux.
 */
@SuppressWarnings("restricted")
public final class NetlinkSocket implements AutoCloseable {
    /** NETLINK_GENERIC of linux/netlink.h. */
    public static final int GENERIC = 16;

    /** NETLINK_ROUTE of linux/netlink.h. */
    public static final int ROUTE = 0;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_TRUNC = 0x20;
    private static final int BUFFER_BYTES = 1 << 20;

    /** struct sockaddr_nl of linux/netlink.h. */
    private static final StructLayout ADDRESS_OF_KERNEL = MemoryLayout.structLayout(
            JAVA_SHORT.withName("nl_family"),
            JAVA_SHORT.withName("nl_pad"),
            JAVA_INT.withName("nl_pid"),
            JAVA_INT.withName("nl_groups"));

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO_AFTER = Linker.Option.captureCallState("errno");
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDTO = function(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECV =
            function("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(CALL_STATE);
    private final MemorySegment address = arena.allocate(ADDRESS_OF_KERNEL);
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
    private final int descriptor;
    private boolean open = true;

    private NetlinkSocket(int protocol, Duration patience) throws NetlinkSocketException {
        address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
        int opened;
        try {
            opened = (int) call(
                    "socket", () -> (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
        } catch (NetlinkSocketException e) {
            arena.close();
            throw e;
        }
        descriptor = opened;
        try {
            call("bind", () -> (int) BIND.invokeExact(state, descriptor, address, (int) ADDRESS_OF_KERNEL.byteSize()));
            option(SOL_SOCKET, SO_SNDBUF, BUFFER_BYTES);
            option(SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
            option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
            option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
            patience(patience);
        } catch (NetlinkSocketException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens and binds a socket which asks the kernel for extended acknowledgements without the request in them.
     *
     * @param protocol a NETLINK_ constant, as {@link #GENERIC}
     * @param patience how long a receive waits
     */
    public static NetlinkSocket open(int protocol, Duration patience) throws NetlinkSocketException {
        return new NetlinkSocket(protocol, patience);
    }

    /** Sends one datagram to the kernel. */
    public void send(byte[] datagram) throws NetlinkSocketException {
        if (datagram.length > BUFFER_BYTES) {
            throw new IllegalArgumentException("longer than " + BUFFER_BYTES + " bytes: " + datagram.length);
        }
        MemorySegment.copy(datagram, 0, buffer, JAVA_BYTE, 0, datagram.length);
        call("sendto", () -> (long) SENDTO.invokeExact(
                state, descriptor, buffer, (long) datagram.length, 0, address, (int) ADDRESS_OF_KERNEL.byteSize()));
    }

    /** The next datagram from the kernel, which may hold several messages. */
    public byte[] receive() throws NetlinkSocketException {
        long length =
                call("recv", () -> (long) RECV.invokeExact(state, descriptor, buffer, (long) BUFFER_BYTES, MSG_TRUNC));
        if (length > BUFFER_BYTES) {
            throw new NetlinkSocketException("recv", 0, "a datagram of " + length + " bytes does not fit");
        }
        return buffer.asSlice(0, length).toArray(JAVA_BYTE);
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            int ignored = (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            arena.close();
        }
    }

    private void option(int level, int name, int value) throws NetlinkSocketException {
        buffer.set(JAVA_INT, 0, value);
        call("setsockopt", () -> (int) SETSOCKOPT.invokeExact(state, descriptor, level, name, buffer, Integer.BYTES));
    }

    /** struct timeval: two longs, seconds and microseconds. */
    private void patience(Duration time) throws NetlinkSocketException {
        buffer.set(JAVA_LONG, 0, time.toSeconds());
        buffer.set(JAVA_LONG, Long.BYTES, time.toNanosPart() / 1000L);
        call("setsockopt", () ->
                (int) SETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, SO_RCVTIMEO, buffer, 2 * Long.BYTES));
    }

    /** A call of libc that answers less than zero when it fails. */
    private interface LibcCall {
        long make() throws Throwable;
    }

    private long call(String name, LibcCall call) throws NetlinkSocketException {
        long answer;
        try {
            answer = call.make();
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call " + name, e);
        }
        if (answer < 0) {
            int errno = (int) ERRNO.get(state, 0L);
            throw new NetlinkSocketException(name, errno, words(errno));
        }
        return answer;
    }

    private static String words(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call strerror", e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO_AFTER);
    }
}
