package io.tandem.conformance.ovs;

import io.tandem.conformance.kernel.NetlinkFormatException;
import io.tandem.conformance.kernel.NetlinkMessage;
import io.tandem.conformance.nativelib.NetlinkSocket;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The filters of devices, as the kernel answers them. Source: linux/rtnetlink.h, struct tcmsg. */
final class TcDump implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int GET_FILTER = 46;
    private static final int TCMSG_BYTES = 20;
    /** TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS). */
    private static final int INGRESS = 0xfffffff2;

    private final NetlinkSocket socket;
    private int sequence;

    private TcDump(NetlinkSocket socket) {
        this.socket = socket;
    }

    static TcDump open() throws NetlinkSocketException {
        return new TcDump(NetlinkSocket.open(NetlinkSocket.ROUTE, PATIENCE));
    }

    /** Bodies of the messages about filters for what that device receives; none where it has no qdisc for them. */
    List<byte[]> ingress(String device) throws IOException, NetlinkSocketException, NetlinkFormatException {
        int ifindex = Integer.parseInt(
                Files.readString(Path.of("/sys/class/net", device, "ifindex")).strip());
        byte[] body = ByteBuffer.allocate(TCMSG_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0)
                .putInt(ifindex)
                .putInt(0)
                .putInt(INGRESS)
                .putInt(0)
                .array();
        int number = ++sequence;
        socket.send(
                new NetlinkMessage(GET_FILTER, NetlinkMessage.REQUEST | NetlinkMessage.DUMP, number, body).toBytes());
        List<byte[]> filters = new ArrayList<>();
        while (true) {
            for (NetlinkMessage message : NetlinkMessage.read(socket.receive())) {
                if (message.sequence() != number) {
                    continue;
                }
                switch (message.type()) {
                    case NetlinkMessage.TYPE_DONE, NetlinkMessage.TYPE_ERROR -> {
                        return filters;
                    }
                    default -> {
                        if (isFilter(message.body())) {
                            filters.add(message.body());
                        }
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** A dump also has a message for each priority, without a handle. */
    private static boolean isFilter(byte[] body) {
        return body.length >= TCMSG_BYTES
                && ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()).getInt(2 * Integer.BYTES) != 0;
    }
}
