package io.tandem.conformance.kernel;

import io.tandem.conformance.nativelib.NetlinkSocket;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import java.time.Duration;
import java.util.List;

/** The connections that the running kernel tracks. Source: linux/netfilter/nfnetlink_conntrack.h. */
public final class Conntrack implements AutoCloseable {
    /** The module that must be loaded. */
    static final String MODULE = "nf_conntrack_netlink";

    /** NETLINK_NETFILTER of linux/netlink.h. */
    private static final int NETFILTER = 12;
    /** NFNL_SUBSYS_CTNETLINK in the upper byte, IPCTNL_MSG_CT_DELETE. */
    private static final int DELETE = 1 << 8 | 2;
    /** struct nfgenmsg: any family, version 0, no resource. */
    private static final byte[] ANY_FAMILY = new byte[4];

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final NetlinkSocket socket;
    private int sequence;

    private Conntrack(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** A client with a socket of its own. */
    public static Conntrack open() throws NetlinkSocketException {
        return new Conntrack(NetlinkSocket.open(NETFILTER, PATIENCE));
    }

    /** Forgets all connections. */
    public void flush() throws NetlinkSocketException, NetlinkFormatException, KernelException {
        int flags = NetlinkMessage.REQUEST | NetlinkMessage.ACK;
        socket.send(new NetlinkMessage(DELETE, flags, ++sequence, ANY_FAMILY).toBytes());
        for (NetlinkMessage message : NetlinkMessage.read(socket.receive())) {
            if (message.type() == NetlinkMessage.TYPE_ERROR) {
                Answer answer = Answer.acknowledged(message, List.of());
                if (!answer.ok()) {
                    throw new KernelException("cannot flush the connections: errno " + answer.errno(), answer.errno());
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
