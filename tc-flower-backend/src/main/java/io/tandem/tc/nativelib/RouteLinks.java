package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.tc.link.Link;
import io.tandem.tc.link.LinkWatch;
import io.tandem.tc.link.Links;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.transport.TransportException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The network interfaces that libnl-route-3 finds, in the network namespace of the thread that asks. Each question has a
 * socket of its own, so that one that fails leaves nothing behind for the next.
 */
@SuppressWarnings("restricted")
public final class RouteLinks implements Links {
    private static final int AF_UNSPEC = 0;
    private static final int IFF_UP = 1;
    private static final int MAC_BYTES = 6;
    /** IFNAMSIZ of linux/if.h, less the zero at the end. */
    private static final int LONGEST_NAME = 15;

    private static final int BUFFER_BYTES = 1 << 18;

    private final Duration patience;

    private RouteLinks(Duration patience) {
        this.patience = patience;
    }

    /**
     * The links of this machine.
     *
     * @throws BackendUnavailableException where libnl-3 or libnl-route-3 is missing or too old
     */
    public static RouteLinks open() throws BackendUnavailableException {
        LibnlRoute.check();
        return new RouteLinks(KernelTransport.PATIENCE);
    }

    @Override
    public List<Link> all() throws TransportException {
        List<Link> links = new ArrayList<>();
        try (LibnlSocket socket = socket();
                Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ADDRESS);
            int answer = LibnlRoute.linkAllocCache(socket.pointer(), AF_UNSPEC, place);
            if (answer < 0) {
                throw failure("asking for all network interfaces", answer);
            }
            MemorySegment cache = place.get(ADDRESS, 0);
            try {
                MemorySegment link = Libnl.cacheGetFirst(cache);
                while (link.address() != 0) {
                    links.add(read(link));
                    link = Libnl.cacheGetNext(link);
                }
            } finally {
                Libnl.cacheFree(cache);
            }
        }
        links.sort(Comparator.comparingInt(Link::ifindex));
        return List.copyOf(links);
    }

    @Override
    public Optional<Link> byName(String name) throws TransportException {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        boolean possible = length > 0 && length <= LONGEST_NAME && name.indexOf('\0') < 0;
        return possible ? one(0, name) : Optional.empty();
    }

    @Override
    public Optional<Link> byIndex(int ifindex) throws TransportException {
        return ifindex > 0 ? one(ifindex, "") : Optional.empty();
    }

    @Override
    public LinkWatch watch() throws TransportException {
        return RouteLinkWatch.open(this, socket());
    }

    private Optional<Link> one(int ifindex, String name) throws TransportException {
        try (LibnlSocket socket = socket();
                Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ADDRESS);
            MemorySegment text = name.isEmpty() ? MemorySegment.NULL : arena.allocateFrom(name);
            int answer = LibnlRoute.linkGetKernel(socket.pointer(), ifindex, text, place);
            if (answer == -Libnl.NLE_NODEV || answer == -Libnl.NLE_OBJ_NOTFOUND) {
                return Optional.empty();
            }
            if (answer < 0) {
                throw failure("asking for network interface " + (name.isEmpty() ? "" + ifindex : name), answer);
            }
            MemorySegment link = place.get(ADDRESS, 0);
            if (link.address() == 0) {
                return Optional.empty();
            }
            try {
                return Optional.of(read(link));
            } finally {
                LibnlRoute.linkPut(link);
            }
        }
    }

    private LibnlSocket socket() throws TransportException {
        return LibnlSocket.open(patience, BUFFER_BYTES);
    }

    private static Link read(MemorySegment link) {
        return new Link(
                CString.read(LibnlRoute.linkGetName(link)),
                LibnlRoute.linkGetIfindex(link),
                CString.read(LibnlRoute.linkGetType(link)),
                (LibnlRoute.linkGetFlags(link) & IFF_UP) != 0,
                LibnlRoute.linkGetCarrier(link) != 0,
                mac(LibnlRoute.linkGetAddr(link)));
    }

    private static long mac(MemorySegment address) {
        if (address.address() == 0 || Libnl.addrGetLen(address) != MAC_BYTES) {
            return 0;
        }
        MemorySegment bytes = Libnl.addrGetBinaryAddr(address).reinterpret(MAC_BYTES);
        long mac = 0;
        for (int i = 0; i < MAC_BYTES; i++) {
            mac = mac << Byte.SIZE | bytes.get(JAVA_BYTE, i) & 0xff;
        }
        return mac;
    }

    private static TransportException failure(String asked, int answer) {
        Reason reason =
                switch (-answer) {
                    case Libnl.NLE_AGAIN -> Reason.TIMEOUT;
                    case Libnl.NLE_NOMEM -> Reason.NO_BUFFERS;
                    case Libnl.NLE_PERM, Libnl.NLE_NOACCESS -> Reason.NO_PERMISSION;
                    case Libnl.NLE_MSG_TRUNC -> Reason.MALFORMED;
                    default -> Reason.REFUSED;
                };
        return new TransportException(reason, asked, 0, "libnl: " + Libnl.geterror(answer));
    }
}
