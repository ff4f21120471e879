package io.tandem.conformance.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the kernel answered to one request.
 *
 * @param errno 0, or what went wrong, positive
 * @param words the text of the extended acknowledgement, where there is one
 * @param messages what came before the acknowledgement: an echo, or the entries of a dump
 */
public record Answer(int errno, Optional<String> words, List<NetlinkMessage> messages) {
    /** NLMSGERR_ATTR_MSG of linux/netlink.h. */
    private static final int ATTR_MSG = 1;

    public Answer {
        messages = List.copyOf(messages);
    }

    /** Reads an NLMSG_ERROR message, which is also how success is acknowledged. */
    static Answer acknowledged(NetlinkMessage message, List<NetlinkMessage> before) throws NetlinkFormatException {
        byte[] body = message.body();
        if (body.length < Integer.BYTES + NetlinkMessage.HEADER_BYTES) {
            throw new NetlinkFormatException(0, "an acknowledgement of " + body.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
        int errno = -buffer.getInt(0);
        Optional<String> words = Optional.empty();
        if ((message.flags() & NetlinkMessage.ACK_TLVS) != 0) {
            boolean capped = (message.flags() & NetlinkMessage.CAPPED) != 0;
            int echoed = capped ? NetlinkMessage.HEADER_BYTES : (buffer.getInt(Integer.BYTES) + 3) & ~3;
            int from = Math.min(Integer.BYTES + echoed, body.length);
            Map<Integer, byte[]> more = AttributeReader.read(Arrays.copyOfRange(body, from, body.length));
            words = Optional.ofNullable(more.get(ATTR_MSG)).map(Text::of);
        }
        return new Answer(errno, words, before);
    }

    boolean ok() {
        return errno == 0;
    }
}
