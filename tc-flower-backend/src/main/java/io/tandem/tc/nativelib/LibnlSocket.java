package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tandem.tc.transport.TransportException;
import io.tandem.tc.transport.TransportException.Reason;
import io.tandem.validate.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * A connected struct nl_sock for NETLINK_ROUTE. Each receive is bounded in time. One thread at a time may use it; it
 * belongs to the network namespace of the thread that opened it.
 */
@SuppressWarnings("restricted")
final class LibnlSocket implements AutoCloseable {
    /** The kernel puts at most 32 KiB into a datagram of a dump; a single object can be longer. */
    static final int DATAGRAM_BYTES = 1 << 16;

    private static final int NETLINK_ROUTE = 0;
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final Libc libc = new Libc();
    private final MemorySegment state = Libc.callState();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment sender = arena.allocate(Libnl.SOCKADDR_NL);
    private final MemorySegment datagram = arena.allocate(ADDRESS);
    private final MemorySegment socket;
    private boolean open = true;

    private LibnlSocket(MemorySegment socket) {
        this.socket = socket;
    }

    /**
     * Opens a socket.
     *
     * @param patience how long one receive waits
     * @param bufferBytes what to ask of the kernel for each direction; it gives what net.core.rmem_max and wmem_max allow
     */
    static LibnlSocket open(Duration patience, int bufferBytes) throws TransportException {
        MemorySegment allocated = Libnl.socketAlloc();
        if (allocated.address() == 0) {
            throw new TransportException(Reason.NO_BUFFERS, "nl_socket_alloc", Errno.ENOMEM.number(), "");
        }
        LibnlSocket opened = new LibnlSocket(allocated);
        try {
            opened.check("nl_connect", Libnl.connect(opened.state, allocated, NETLINK_ROUTE));
            opened.check(
                    "nl_socket_set_buffer_size",
                    Libnl.socketSetBufferSize(opened.state, allocated, bufferBytes, bufferBytes));
            opened.check("nl_socket_set_msg_buf_size", Libnl.socketSetMsgBufSize(allocated, DATAGRAM_BYTES));
            Libnl.socketDisableMsgPeek(allocated);
            opened.checkLibc(
                    "setsockopt SO_RCVTIMEO", opened.libc.receiveTimeout(opened.descriptor(), patience.toNanos()));
        } catch (TransportException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** Turns an option of SOL_NETLINK on. */
    void enable(String name, int option) throws TransportException {
        checkLibc("setsockopt " + name, libc.option(descriptor(), Libc.SOL_NETLINK, option, 1));
    }

    /** What the kernel gave for one direction: SO_RCVBUF or SO_SNDBUF, in the kernel's own count of memory. */
    int bufferBytes(int option) throws TransportException {
        return checkLibc("getsockopt", libc.option(descriptor(), Libc.SOL_SOCKET, option));
    }

    /** Joins a multicast group, and no longer waits in {@link #receive}. */
    void listen(int group) throws TransportException {
        check("nl_socket_add_membership", Libnl.socketAddMembership(state, socket, group));
        check("nl_socket_set_nonblocking", Libnl.socketSetNonblocking(state, socket));
    }

    /** True where something can be received; false where nothing could in that time. */
    boolean await(int millis) throws TransportException {
        return checkLibc("poll", libc.awaitReadable(descriptor(), millis)) > 0;
    }

    /** The next sequence number, of 32 bits. */
    int useSequence() {
        return Libnl.socketUseSeq(socket);
    }

    /** struct nl_sock, for functions that take it. */
    MemorySegment pointer() {
        return socket;
    }

    /** Sends messages that stand one behind the other. */
    void send(MemorySegment messages, long bytes) throws TransportException {
        check("nl_sendto", Libnl.sendto(state, socket, messages, bytes));
    }

    /**
     * Receives one datagram of the kernel; those of other programs are dropped.
     *
     * @param into has {@link #DATAGRAM_BYTES}
     * @return its bytes, or 0 where it came from another program
     */
    int receive(byte[] into) throws TransportException {
        int length = check("nl_recv", Libnl.recv(state, socket, sender, datagram));
        if (length == 0) {
            throw new TransportException(Reason.GONE, "nl_recv", 0, "nobody is at the other end");
        }
        MemorySegment came = datagram.get(ADDRESS, 0);
        try {
            if (sender.get(JAVA_INT, Libnl.NL_PID) != 0) {
                return 0;
            }
            MemorySegment.copy(MEMORY, JAVA_BYTE, came.address(), into, 0, length);
            return length;
        } finally {
            Libc.free(came);
        }
    }

    /** Throws what a closed socket deserves. */
    void requireOpen(String asked) throws TransportException {
        if (!open) {
            throw new TransportException(Reason.GONE, asked, 0, "the socket is closed");
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            Libnl.socketFree(socket);
            arena.close();
        }
    }

    private int descriptor() {
        return Libnl.socketGetFd(socket);
    }

    private int check(String call, int answer) throws TransportException {
        if (answer >= 0) {
            return answer;
        }
        if (answer == -Libnl.NLE_MSG_TRUNC) {
            throw new TransportException(
                    Reason.MALFORMED, call, 0, "a datagram of more than " + DATAGRAM_BYTES + " bytes");
        }
        throw failure(call, Libc.errno(state), Libnl.geterror(answer));
    }

    private int checkLibc(String call, int answer) throws TransportException {
        if (answer < 0) {
            throw failure(call, -answer, "");
        }
        return answer;
    }

    private static TransportException failure(String call, int errno, String words) {
        Reason reason = Errno.of(errno)
                .map(e -> switch (e) {
                    case EPERM, EACCES -> Reason.NO_PERMISSION;
                    case EAGAIN, ETIMEDOUT -> Reason.TIMEOUT;
                    case ENOBUFS, ENOMEM -> Reason.NO_BUFFERS;
                    case EBADF, ECONNREFUSED -> Reason.GONE;
                    default -> Reason.REFUSED;
                })
                .orElse(Reason.REFUSED);
        return new TransportException(reason, call, errno, words);
    }
}
