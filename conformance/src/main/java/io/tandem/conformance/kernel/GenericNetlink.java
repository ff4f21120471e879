package io.tandem.conformance.kernel;

import io.tandem.conformance.nativelib.NetlinkSocket;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests to generic netlink families, one at a time. */
public final class GenericNetlink implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** GENL_ID_CTRL, CTRL_CMD_GETFAMILY and attributes of linux/genetlink.h. */
    private static final int CONTROL = 16;

    private static final int GET_FAMILY = 3;
    private static final int ATTR_FAMILY_ID = 1;
    private static final int ATTR_FAMILY_NAME = 2;

    private final NetlinkSocket socket;
    private int sequence;

    private GenericNetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** A client with a socket of its own. */
    public static GenericNetlink open() throws NetlinkSocketException {
        return new GenericNetlink(NetlinkSocket.open(NetlinkSocket.GENERIC, PATIENCE));
    }

    /** The number of a family, or nothing where its module is not loaded. */
    public Optional<Integer> family(String name) throws NetlinkSocketException, NetlinkFormatException {
        byte[] attributes = new Attributes().text(ATTR_FAMILY_NAME, name).toBytes();
        Answer answer = request(CONTROL, GET_FAMILY, 1, 0, new byte[0], attributes);
        for (NetlinkMessage message : answer.messages()) {
            byte[] id = AttributeReader.read(message.attributes(0)).get(ATTR_FAMILY_ID);
            if (id != null) {
                return Optional.of(
                        ByteBuffer.wrap(id).order(ByteOrder.nativeOrder()).getShort() & 0xffff);
            }
        }
        return Optional.empty();
    }

    /** Sends a request and waits for its acknowledgement or for the end of its dump. */
    public Answer request(int family, int command, int version, int flags, byte[] familyHeader, byte[] attributes)
            throws NetlinkSocketException, NetlinkFormatException {
        int number = ++sequence;
        boolean dump = (flags & NetlinkMessage.DUMP) == NetlinkMessage.DUMP;
        int all = flags | NetlinkMessage.REQUEST | (dump ? 0 : NetlinkMessage.ACK);
        socket.send(NetlinkMessage.generic(family, command, version, all, number, familyHeader, attributes)
                .toBytes());
        List<NetlinkMessage> received = new ArrayList<>();
        while (true) {
            for (NetlinkMessage message : NetlinkMessage.read(socket.receive())) {
                if (message.sequence() != number) {
                    continue;
                }
                switch (message.type()) {
                    case NetlinkMessage.TYPE_ERROR -> {
                        return Answer.acknowledged(message, received);
                    }
                    case NetlinkMessage.TYPE_DONE -> {
                        return new Answer(0, Optional.empty(), received);
                    }
                    default -> received.add(message);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
