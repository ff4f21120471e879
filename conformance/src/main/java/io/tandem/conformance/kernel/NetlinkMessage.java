package io.tandem.conformance.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A netlink message: struct nlmsghdr, then a body whose first bytes are a genlmsghdr where the type is of a generic
 * netlink family.
 *
 * <p>Source: linux/netlink.h, linux/genetlink.h.
 *
 * @param type the family's number, or below 16 a control message
 * @param flags NLM_F_ constants
 * @param sequence ties an answer to its request
 */
public record NetlinkMessage(int type, int flags, int sequence, byte[] body) {
    /** NLM_F_REQUEST. */
    public static final int REQUEST = 1;
    /** NLM_F_MULTI. */
    public static final int MULTI = 2;
    /** NLM_F_ACK. */
    public static final int ACK = 4;
    /** NLM_F_ECHO. */
    public static final int ECHO = 8;
    /** NLM_F_DUMP. */
    public static final int DUMP = 0x300;
    /** NLM_F_EXCL. */
    public static final int EXCL = 0x200;
    /** NLM_F_CREATE. */
    public static final int CREATE = 0x400;
    /** NLM_F_ACK_TLVS: an acknowledgement with extended attributes. */
    public static final int ACK_TLVS = 0x200;
    /** NLM_F_CAPPED: an acknowledgement without the request's body. */
    public static final int CAPPED = 0x100;

    /** NLMSG_ERROR: an acknowledgement, of success too. */
    public static final int TYPE_ERROR = 2;
    /** NLMSG_DONE: the end of a dump. */
    public static final int TYPE_DONE = 3;

    static final int HEADER_BYTES = 16;
    static final int GENERIC_HEADER_BYTES = 4;

    /** A request to a generic netlink family: its genlmsghdr and what follows it. */
    public static NetlinkMessage generic(
            int family, int command, int version, int flags, int sequence, byte[] familyHeader, byte[] attributes) {
        ByteBuffer body = ByteBuffer.allocate(GENERIC_HEADER_BYTES + familyHeader.length + attributes.length);
        body.put((byte) command)
                .put((byte) version)
                .putShort((short) 0)
                .put(familyHeader)
                .put(attributes);
        return new NetlinkMessage(family, flags, sequence, body.array());
    }

    /** The message as it goes through a socket; its port number is zero, which the kernel fills in. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(HEADER_BYTES + body.length)
                .order(ByteOrder.nativeOrder())
                .putInt(HEADER_BYTES + body.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(body)
                .array();
    }

    /** The genlmsghdr's command. */
    public int command() {
        return body[0] & 0xff;
    }

    /** What follows the genlmsghdr and a family's own header of {@code familyHeaderBytes}. */
    public byte[] attributes(int familyHeaderBytes) {
        return Arrays.copyOfRange(body, Math.min(GENERIC_HEADER_BYTES + familyHeaderBytes, body.length), body.length);
    }

    /** The messages of one datagram. */
    public static List<NetlinkMessage> read(byte[] datagram) throws NetlinkFormatException {
        List<NetlinkMessage> messages = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at < datagram.length) {
            if (datagram.length - at < HEADER_BYTES) {
                throw new NetlinkFormatException(at, "no room for the header of a message");
            }
            int length = buffer.getInt(at);
            if (length < HEADER_BYTES || length > datagram.length - at) {
                throw new NetlinkFormatException(at, "a message claims " + length + " bytes");
            }
            messages.add(new NetlinkMessage(
                    buffer.getShort(at + 4) & 0xffff,
                    buffer.getShort(at + 6) & 0xffff,
                    buffer.getInt(at + 8),
                    Arrays.copyOfRange(datagram, at + HEADER_BYTES, at + length)));
            at = (at + length + 3) & ~3;
        }
        return messages;
    }
}
