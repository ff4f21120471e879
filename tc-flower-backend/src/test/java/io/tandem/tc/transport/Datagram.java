package io.tandem.tc.transport;

import io.tandem.netlink.AttributeWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes netlink messages as a peer would send them. */
final class Datagram {
    private static final int ACK_TLVS = Rtnetlink.NLM_F_ACK_TLVS;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Datagram message(int type, int flags, int sequence, byte[] body) {
        int padded = (body.length + 3) / 4 * 4;
        bytes.writeBytes(ByteBuffer.allocate(MessageCursor.HEADER + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MessageCursor.HEADER + body.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(body)
                .array());
        return this;
    }

    /** An acknowledgement without the request's body, as NETLINK_CAP_ACK brings. */
    Datagram ack(int sequence, int errno) {
        return message(Rtnetlink.NLMSG_ERROR, Rtnetlink.NLM_F_CAPPED, sequence, error(errno, MessageCursor.HEADER, 0));
    }

    /** An acknowledgement with words and the request's body before them. */
    Datagram ack(int sequence, int errno, int requestBytes, String words, int offset) {
        byte[] error = error(errno, MessageCursor.HEADER + requestBytes, (requestBytes + 3) / 4 * 4);
        byte[] attributes = new AttributeWriter()
                .put(1, (words + "\0").getBytes(StandardCharsets.UTF_8))
                .putU32(2, offset)
                .toBytes();
        byte[] body = ByteBuffer.allocate(error.length + attributes.length)
                .put(error)
                .put(attributes)
                .array();
        return message(Rtnetlink.NLMSG_ERROR, ACK_TLVS, sequence, body);
    }

    Datagram done(int sequence, int flags, int errno) {
        byte[] error = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(-errno)
                .array();
        return message(Rtnetlink.NLMSG_DONE, flags, sequence, error);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private static byte[] error(int errno, int requestLength, int bodyBytes) {
        return ByteBuffer.allocate(Integer.BYTES + MessageCursor.HEADER + bodyBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(-errno)
                .putInt(requestLength)
                .array();
    }
}
