package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.datapath.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Makes an interface take frames for all addresses, by a packet socket that receives nothing itself; the kernel counts
 * such wishes, so others' stay, and drops this one with the process. Source: packet(7), PACKET_ADD_MEMBERSHIP.
 */
final class Promiscuity implements AutoCloseable {
    /** Bytes of struct packet_mreq. */
    static final int MREQ_BYTES = 16;

    private final Libc libc;
    private final int socket;

    private Promiscuity(Libc libc, int socket) {
        this.libc = libc;
        this.socket = socket;
    }

    static Promiscuity of(Link link) throws PortException {
        Libc libc = new Libc();
        int type = Uapi.SOCK_RAW | Uapi.O_CLOEXEC;
        int socket = Errno.check(link.name(), "socket(AF_PACKET)", libc.socket(Uapi.AF_PACKET, type, 0));
        try {
            join(libc, link, socket);
        } catch (PortException e) {
            libc.close(socket);
            throw e;
        }
        return new Promiscuity(libc, socket);
    }

    /** Holds the wish for as long as that packet socket is open. */
    static void join(Libc libc, Link link, int socket) throws PortException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment request = memory.allocate(MREQ_BYTES, Integer.BYTES);
            request.set(JAVA_INT, 0, link.index());
            request.set(JAVA_SHORT, 4, (short) Uapi.PACKET_MR_PROMISC);
            Errno.check(
                    link.name(),
                    "setsockopt(PACKET_MR_PROMISC)",
                    libc.setsockopt(socket, Uapi.SOL_PACKET, Uapi.PACKET_ADD_MEMBERSHIP, request));
        }
    }

    @Override
    public void close() {
        libc.close(socket);
    }
}
