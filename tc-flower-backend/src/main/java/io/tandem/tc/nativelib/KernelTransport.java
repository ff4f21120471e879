package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.netlink.AttributeCursor;
import io.tandem.tc.transport.AnswerCollector;
import io.tandem.tc.transport.DumpReader;
import io.tandem.tc.transport.MessageConsumer;
import io.tandem.tc.transport.MessageCursor;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.transport.TransportException.Reason;
import io.tandem.validate.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The transport to the kernel, over a socket of libnl in the network namespace of the thread that opened it.
 *
 * <p>A batch is cut into windows. One system call carries a window's requests, and the kernel works them all off before
 * that call returns; so all their answers lie in the socket's receive buffer at once, and a window is only as long as they
 * fit there. What each answer takes there is counted high: {@link #ACK_BYTES} for an acknowledgement, {@link #ECHO_BYTES}
 * and twice the request for an object. The last request of a window asks for an acknowledgement, which tells that those
 * before it are done, as the kernel says each failure anyway; all of them can fail. A request whose NLM_F_ECHO brings many objects (a chain that is emptied) can still
 * be more than that, and is then answered with {@link Reason#NO_BUFFERS}. Waiting is bounded, but for the time that the
 * kernel and its drivers spend in the system call itself.
 *
 * <p>Sources: net/netlink/af_netlink.c (netlink_rcv_skb, netlink_ack, netlink_attachskb), netlink(7).
 */
public final class KernelTransport implements TcTransport {
    /** How long an answer may take where {@link #open()} is not told otherwise. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What an acknowledgement takes of the receive buffer: 768 bytes, or 1,280 with words, on Linux 6 of 64 bits. */
    static final int ACK_BYTES = 2_048;

    /** What an object takes there beyond its own bytes. */
    static final int ECHO_BYTES = 8_192;

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int SEND_BYTES = 1 << 17;
    /** The kernel takes a datagram this much shorter than SO_SNDBUF: netlink_sendmsg. */
    private static final int SEND_RESERVE = 32;

    private static final int LENGTH_AT = 0;
    private static final int TYPE_AT = 4;
    private static final int FLAGS_AT = 6;
    private static final int SEQUENCE_AT = 8;
    private static final int PORT_AT = 12;

    private final Arena arena = Arena.ofShared();
    private final LibnlSocket socket;
    private final long patienceNanos;
    private final int window;
    private final MemorySegment outgoing;
    private final byte[] incoming = new byte[LibnlSocket.DATAGRAM_BYTES];
    private final AnswerCollector collector = new AnswerCollector();
    private final DumpReader reader = new DumpReader();
    private boolean dumpUnfinished;
    private int outgoingBytes;
    private int firstSequence;
    private boolean open = true;

    private KernelTransport(LibnlSocket socket, Duration patience) throws TransportException {
        this.socket = socket;
        patienceNanos = patience.toNanos();
        socket.enable("NETLINK_EXT_ACK", Libc.NETLINK_EXT_ACK);
        socket.enable("NETLINK_CAP_ACK", Libc.NETLINK_CAP_ACK);
        socket.enable("NETLINK_GET_STRICT_CHK", Libc.NETLINK_GET_STRICT_CHK);
        window = socket.bufferBytes(Libc.SO_RCVBUF);
        outgoing =
                arena.allocate(Math.min(SEND_BYTES, socket.bufferBytes(Libc.SO_SNDBUF) - SEND_RESERVE), Integer.BYTES);
    }

    /** A transport that waits {@link #PATIENCE} for an answer. */
    public static KernelTransport open() throws BackendUnavailableException, TransportException {
        return open(PATIENCE);
    }

    /**
     * Opens a transport.
     *
     * @param patience how long the answers of one system call may take
     * @throws BackendUnavailableException where libnl-3 is missing or too old
     */
    public static KernelTransport open(Duration patience) throws BackendUnavailableException, TransportException {
        return open(patience, BUFFER_BYTES);
    }

    /** A transport with another size of the socket's buffers. */
    static KernelTransport open(Duration patience, int bufferBytes)
            throws BackendUnavailableException, TransportException {
        Libnl.check();
        LibnlSocket socket = LibnlSocket.open(patience, bufferBytes);
        try {
            return new KernelTransport(socket, patience);
        } catch (TransportException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public List<TcAnswer> send(List<TcRequest> batch) throws TransportException {
        settle("sending a batch");
        List<TcAnswer> answers = new ArrayList<>(batch.size());
        while (answers.size() < batch.size()) {
            int from = answers.size();
            int to = fill(batch, from);
            socket.send(outgoing, outgoingBytes);
            collector.begin(firstSequence, to - from);
            long end = System.nanoTime() + patienceNanos;
            while (collector.missing() > 0) {
                collector.accept(incoming, 0, receive("an answer of a batch", end));
            }
            answers.addAll(collector.answers());
        }
        requirePermission(answers);
        return answers;
    }

    @Override
    public void dump(TcRequest request, MessageConsumer consumer) throws TransportException {
        String asked = "dumping by a message of type " + request.type();
        settle(asked);
        outgoingBytes = 0;
        int sequence = socket.useSequence();
        write(request, request.flags() | Rtnetlink.NLM_F_DUMP, sequence);
        socket.send(outgoing, outgoingBytes);
        reader.begin(sequence, asked);
        dumpUnfinished = true;
        long end = System.nanoTime() + patienceNanos;
        try {
            while (!reader.accept(incoming, 0, receive(asked, end), consumer)) {
                end = System.nanoTime() + patienceNanos;
            }
            dumpUnfinished = false;
        } catch (TransportException e) {
            dumpUnfinished = e.reason() != Reason.REFUSED && e.reason() != Reason.INTERRUPTED_DUMP;
            throw e;
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            socket.close();
            arena.close();
        }
    }

    /** Reads what is left of a dump that was given up, since the kernel starts no other before its end. */
    private void settle(String asked) throws TransportException {
        socket.requireOpen(asked);
        long end = System.nanoTime() + patienceNanos;
        boolean here = true;
        while (dumpUnfinished) {
            boolean inDatagram = here;
            here = false;
            try {
                dumpUnfinished = inDatagram
                        ? !reader.rest(KernelTransport::ignore)
                        : !reader.accept(incoming, 0, receive(asked, end), KernelTransport::ignore);
            } catch (TransportException e) {
                switch (e.reason()) {
                    case REFUSED, INTERRUPTED_DUMP, TIMEOUT -> dumpUnfinished = false;
                    case NO_BUFFERS, MALFORMED -> {}
                    case NO_PERMISSION, GONE -> throw e;
                }
            }
        }
    }

    private static void ignore(int type, byte[] bytes, int from, int to) {}

    /** Writes as many requests as one window takes; answers the index behind the last. */
    private int fill(List<TcRequest> batch, int from) {
        outgoingBytes = 0;
        int answerBytes = 0;
        int last = 0;
        int at = from;
        while (at < batch.size()) {
            TcRequest request = batch.get(at);
            int bytes = MessageCursor.HEADER + AttributeCursor.align(request.body().length);
            answerBytes += answerBytes(request);
            if (at > from && (outgoingBytes + bytes > outgoing.byteSize() || answerBytes > window)) {
                break;
            }
            if ((request.flags() & Rtnetlink.NLM_F_DUMP) == Rtnetlink.NLM_F_DUMP && Rtnetlink.asks(request.type())) {
                throw new IllegalArgumentException("request " + at + " asks for a dump; call dump() with it");
            }
            int sequence = socket.useSequence();
            if (at == from) {
                firstSequence = sequence;
            }
            last = outgoingBytes;
            write(request, request.flags(), sequence);
            at++;
        }
        outgoing.set(
                JAVA_SHORT, last + FLAGS_AT, (short) (outgoing.get(JAVA_SHORT, last + FLAGS_AT) | Rtnetlink.NLM_F_ACK));
        return at;
    }

    private void write(TcRequest request, int flags, int sequence) {
        byte[] body = request.body();
        int padded = MessageCursor.HEADER + AttributeCursor.align(body.length);
        if (padded > outgoing.byteSize() - outgoingBytes) {
            throw new IllegalArgumentException(
                    "a request of " + body.length + " bytes; at most " + outgoing.byteSize() + " can be sent");
        }
        int at = outgoingBytes;
        outgoing.set(JAVA_INT, at + LENGTH_AT, MessageCursor.HEADER + body.length);
        outgoing.set(JAVA_SHORT, at + TYPE_AT, (short) request.type());
        outgoing.set(JAVA_SHORT, at + FLAGS_AT, (short) (flags | Rtnetlink.NLM_F_REQUEST));
        outgoing.set(JAVA_INT, at + SEQUENCE_AT, sequence);
        outgoing.set(JAVA_INT, at + PORT_AT, 0);
        MemorySegment.copy(body, 0, outgoing, JAVA_BYTE, at + MessageCursor.HEADER, body.length);
        int end = at + MessageCursor.HEADER + body.length;
        outgoing.asSlice(end, at + padded - end).fill((byte) 0);
        outgoingBytes = at + padded;
    }

    private static int answerBytes(TcRequest request) {
        boolean object = (request.flags() & Rtnetlink.NLM_F_ECHO) != 0 || Rtnetlink.asks(request.type());
        return object ? ACK_BYTES + ECHO_BYTES + 2 * request.body().length : ACK_BYTES;
    }

    private int receive(String asked, long end) throws TransportException {
        int length = 0;
        while (length == 0) {
            if (System.nanoTime() - end > 0) {
                throw new TransportException(
                        Reason.TIMEOUT, asked, Errno.ETIMEDOUT.number(), "only other datagrams came");
            }
            length = socket.receive(incoming);
        }
        return length;
    }

    /** The kernel refuses who lacks CAP_NET_ADMIN before it looks at a request, so each of a batch, without a word. */
    private static void requirePermission(List<TcAnswer> answers) throws TransportException {
        for (TcAnswer answer : answers) {
            if (answer.errno() != Errno.EPERM.number() || !answer.words().isEmpty()) {
                return;
            }
        }
        if (!answers.isEmpty()) {
            throw new TransportException(Reason.NO_PERMISSION, "sending a batch", Errno.EPERM.number(), "");
        }
    }
}
