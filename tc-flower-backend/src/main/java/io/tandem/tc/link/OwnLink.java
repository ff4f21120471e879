package io.tandem.tc.link;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.transport.TransportException.Reason;
import io.tandem.validate.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network interface of our own, of the first of some kinds that the kernel can make. It goes, with all filters on it,
 * when it is closed. One thread, the transport's.
 *
 * <p>Source: linux/rtnetlink.h (struct ifinfomsg), linux/if_link.h (IFLA_IFNAME, IFLA_LINKINFO).
 */
public final class OwnLink implements AutoCloseable {
    private static final List<String> KINDS = List.of("dummy", "bridge", "veth");
    private static final int IFINFOMSG_BYTES = 16;
    private static final int IFI_INDEX = 4;
    private static final int IFI_FLAGS = 8;
    private static final int IFI_CHANGE = 12;
    private static final int IFF_UP = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;

    private final TcTransport transport;
    private final int ifindex;

    private OwnLink(TcTransport transport, int ifindex) {
        this.transport = transport;
        this.ifindex = ifindex;
    }

    /**
     * Makes an interface for trials, which is down and carries nothing.
     *
     * @throws TransportException REFUSED where the kernel can make none of these kinds
     */
    public static OwnLink forTrials(TcTransport transport, Links links) throws TransportException {
        String name = "trial%09x".formatted(ThreadLocalRandom.current().nextLong(1L << 36));
        return make(transport, links, name, 0);
    }

    /**
     * Makes an interface of that name that is up, or takes the one that an earlier life has made.
     *
     * @throws TransportException REFUSED where somebody else has the name, or the kernel can make none of these kinds
     */
    public static OwnLink named(TcTransport transport, Links links, String name) throws TransportException {
        Optional<Link> there = links.byName(name);
        if (there.isEmpty()) {
            return make(transport, links, name, IFF_UP);
        }
        if (!KINDS.contains(there.get().kind())) {
            throw new TransportException(
                    Reason.REFUSED,
                    "making the interface " + name,
                    Errno.EEXIST.number(),
                    "another interface has that name");
        }
        return new OwnLink(transport, there.get().ifindex());
    }

    private static OwnLink make(TcTransport transport, Links links, String name, int flags) throws TransportException {
        TcAnswer answer = TcAnswer.DONE;
        for (String kind : KINDS) {
            answer = ask(transport, creation(name, kind, flags));
            if (answer.done()) {
                int index = links.byName(name)
                        .map(Link::ifindex)
                        .orElseThrow(() -> new TransportException(
                                Reason.REFUSED,
                                "making the interface " + name,
                                Errno.ENODEV.number(),
                                "it was made and is not there"));
                return new OwnLink(transport, index);
            }
        }
        throw new TransportException(
                Reason.REFUSED,
                "making the interface " + name + " of one of the kinds " + String.join(", ", KINDS),
                answer.errno(),
                answer.words());
    }

    /** Its index. */
    public int ifindex() {
        return ifindex;
    }

    private static TcAnswer ask(TcTransport transport, TcRequest request) throws TransportException {
        return transport.send(List.of(request)).getFirst();
    }

    private static TcRequest creation(String name, String kind, int flags) {
        AttributeWriter attributes = new AttributeWriter().put(IFLA_IFNAME, text(name));
        int information = attributes.start(IFLA_LINKINFO);
        attributes.put(IFLA_INFO_KIND, text(kind)).end(information);
        byte[] bytes = attributes.toBytes();
        byte[] body = ByteBuffer.allocate(IFINFOMSG_BYTES + bytes.length)
                .order(ByteOrder.nativeOrder())
                .putInt(IFI_FLAGS, flags)
                .putInt(IFI_CHANGE, flags)
                .put(IFINFOMSG_BYTES, bytes)
                .array();
        return new TcRequest(Rtnetlink.RTM_NEWLINK, Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL, body);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    /** Removes the interface; one that is gone already needs no removal. */
    @Override
    public void close() throws TransportException {
        byte[] body = ByteBuffer.allocate(IFINFOMSG_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(IFI_INDEX, ifindex)
                .array();
        ask(transport, new TcRequest(Rtnetlink.RTM_DELLINK, 0, body));
    }
}
