package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * libnl-3. A method for each function that is used, under the function's name without {@code nl_}; each answers what the
 * function answers. {@link #check} must have passed before. Sources: netlink/netlink.h, netlink/socket.h,
 * netlink/cache.h, netlink/addr.h, netlink/errno.h of libnl 3.7.
 */
final class Libnl {
    static final int NLE_AGAIN = 4;
    static final int NLE_NOMEM = 5;
    static final int NLE_OBJ_NOTFOUND = 12;
    static final int NLE_MSG_TRUNC = 18;
    static final int NLE_NOACCESS = 27;
    static final int NLE_PERM = 28;
    static final int NLE_NODEV = 31;

    /** struct sockaddr_nl of linux/netlink.h. */
    static final StructLayout SOCKADDR_NL = MemoryLayout.structLayout(
            JAVA_SHORT.withName("nl_family"),
            JAVA_SHORT.withName("nl_pad"),
            JAVA_INT.withName("nl_pid"),
            JAVA_INT.withName("nl_groups"));

    static final long NL_PID = SOCKADDR_NL.byteOffset(MemoryLayout.PathElement.groupElement("nl_pid"));

    /** Major and minor in a byte each, as nl_ver_num has them. */
    private static final int OLDEST = 3 << 8 | 4;

    private static final NativeLibrary LIBRARY = NativeLibrary.find("libnl-3.so.200", "libnl-3-200");

    private static final MethodHandle SOCKET_ALLOC =
            LIBRARY.function("nl_socket_alloc", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle SOCKET_FREE =
            LIBRARY.function("nl_socket_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle CONNECT =
            LIBRARY.withErrno("nl_connect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SET_BUFFER_SIZE = LIBRARY.withErrno(
            "nl_socket_set_buffer_size", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle SET_MSG_BUF_SIZE =
            LIBRARY.function("nl_socket_set_msg_buf_size", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle DISABLE_MSG_PEEK =
            LIBRARY.function("nl_socket_disable_msg_peek", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle ADD_MEMBERSHIP =
            LIBRARY.withErrno("nl_socket_add_membership", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SET_NONBLOCKING =
            LIBRARY.withErrno("nl_socket_set_nonblocking", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle GET_FD =
            LIBRARY.function("nl_socket_get_fd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle USE_SEQ =
            LIBRARY.function("nl_socket_use_seq", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle SENDTO =
            LIBRARY.withErrno("nl_sendto", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle RECV =
            LIBRARY.withErrno("nl_recv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle GETERROR =
            LIBRARY.function("nl_geterror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle CACHE_FREE =
            LIBRARY.function("nl_cache_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle CACHE_GET_FIRST =
            LIBRARY.function("nl_cache_get_first", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle CACHE_GET_NEXT =
            LIBRARY.function("nl_cache_get_next", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle ADDR_GET_BINARY_ADDR =
            LIBRARY.function("nl_addr_get_binary_addr", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle ADDR_GET_LEN =
            LIBRARY.function("nl_addr_get_len", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static {
        int version = LIBRARY.number("nl_ver_num");
        if (version < OLDEST) {
            LIBRARY.note("libnl-3.so.200 of version %d.%d where 3.4 or later is needed"
                    .formatted(version >>> 8, version & 0xff));
        }
    }

    /** Passes where the library is there with all that is used of it. */
    static void check() throws BackendUnavailableException {
        LIBRARY.check();
    }

    static MemorySegment socketAlloc() {
        return pointer("nl_socket_alloc", () -> (MemorySegment) SOCKET_ALLOC.invokeExact());
    }

    static void socketFree(MemorySegment socket) {
        nothing("nl_socket_free", () -> {
            SOCKET_FREE.invokeExact(socket);
        });
    }

    static int connect(MemorySegment state, MemorySegment socket, int protocol) {
        return number("nl_connect", () -> (int) CONNECT.invokeExact(state, socket, protocol));
    }

    static int socketSetBufferSize(MemorySegment state, MemorySegment socket, int receive, int send) {
        return number(
                "nl_socket_set_buffer_size", () -> (int) SET_BUFFER_SIZE.invokeExact(state, socket, receive, send));
    }

    static int socketSetMsgBufSize(MemorySegment socket, long bytes) {
        return number("nl_socket_set_msg_buf_size", () -> (int) SET_MSG_BUF_SIZE.invokeExact(socket, bytes));
    }

    static void socketDisableMsgPeek(MemorySegment socket) {
        nothing("nl_socket_disable_msg_peek", () -> {
            DISABLE_MSG_PEEK.invokeExact(socket);
        });
    }

    static int socketAddMembership(MemorySegment state, MemorySegment socket, int group) {
        return number("nl_socket_add_membership", () -> (int) ADD_MEMBERSHIP.invokeExact(state, socket, group));
    }

    static int socketSetNonblocking(MemorySegment state, MemorySegment socket) {
        return number("nl_socket_set_nonblocking", () -> (int) SET_NONBLOCKING.invokeExact(state, socket));
    }

    static int socketGetFd(MemorySegment socket) {
        return number("nl_socket_get_fd", () -> (int) GET_FD.invokeExact(socket));
    }

    static int socketUseSeq(MemorySegment socket) {
        try {
            return (int) USE_SEQ.invokeExact(socket);
        } catch (Throwable e) {
            throw Libc.broken("nl_socket_use_seq", e);
        }
    }

    static int sendto(MemorySegment state, MemorySegment socket, MemorySegment bytes, long size) {
        try {
            return (int) SENDTO.invokeExact(state, socket, bytes, size);
        } catch (Throwable e) {
            throw Libc.broken("nl_sendto", e);
        }
    }

    /** The datagram's address is put into {@code bytes}; it is the caller's to free. No credentials are asked for. */
    static int recv(MemorySegment state, MemorySegment socket, MemorySegment from, MemorySegment bytes) {
        try {
            return (int) RECV.invokeExact(state, socket, from, bytes, MemorySegment.NULL);
        } catch (Throwable e) {
            throw Libc.broken("nl_recv", e);
        }
    }

    /** The words for an NLE_ number of either sign. */
    static String geterror(int error) {
        return CString.read(pointer("nl_geterror", () -> (MemorySegment) GETERROR.invokeExact(error)));
    }

    static void cacheFree(MemorySegment cache) {
        nothing("nl_cache_free", () -> {
            CACHE_FREE.invokeExact(cache);
        });
    }

    static MemorySegment cacheGetFirst(MemorySegment cache) {
        return pointer("nl_cache_get_first", () -> (MemorySegment) CACHE_GET_FIRST.invokeExact(cache));
    }

    static MemorySegment cacheGetNext(MemorySegment object) {
        return pointer("nl_cache_get_next", () -> (MemorySegment) CACHE_GET_NEXT.invokeExact(object));
    }

    static MemorySegment addrGetBinaryAddr(MemorySegment address) {
        return pointer("nl_addr_get_binary_addr", () -> (MemorySegment) ADDR_GET_BINARY_ADDR.invokeExact(address));
    }

    static int addrGetLen(MemorySegment address) {
        return number("nl_addr_get_len", () -> (int) ADDR_GET_LEN.invokeExact(address));
    }

    /** A call that answers a pointer. */
    interface PointerCall {
        MemorySegment make() throws Throwable;
    }

    /** A call that answers an int. */
    interface NumberCall {
        int make() throws Throwable;
    }

    /** A call that answers nothing. */
    interface VoidCall {
        void make() throws Throwable;
    }

    static MemorySegment pointer(String name, PointerCall call) {
        try {
            return call.make();
        } catch (Throwable e) {
            throw Libc.broken(name, e);
        }
    }

    static int number(String name, NumberCall call) {
        try {
            return call.make();
        } catch (Throwable e) {
            throw Libc.broken(name, e);
        }
    }

    private static void nothing(String name, VoidCall call) {
        number(name, () -> {
            call.make();
            return 0;
        });
    }

    private Libnl() {}
}
