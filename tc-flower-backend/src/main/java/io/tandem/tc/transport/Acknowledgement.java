package io.tandem.tc.transport;

import io.tandem.netlink.AttributeCursor;
import io.tandem.tc.transport.TransportException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * What NLMSG_ERROR and NLMSG_DONE say. Source: linux/netlink.h, struct nlmsgerr and enum nlmsgerr_attrs.
 *
 * @param errno positive, or 0
 * @param words NLMSGERR_ATTR_MSG or empty
 * @param offset NLMSGERR_ATTR_OFFS or 0
 */
record Acknowledgement(int errno, String words, int offset) {
    private static final Acknowledgement GOOD = new Acknowledgement(0, "", 0);
    private static final int ATTR_MSG = 1;
    private static final int ATTR_OFFS = 2;
    private static final int MAX_ERRNO = 4095;

    /** Of the NLMSG_ERROR at the cursor: an error number, the request's header, perhaps its body, then attributes. */
    static Acknowledgement ofError(MessageCursor cursor) throws TransportException {
        int body = cursor.from() + Integer.BYTES + MessageCursor.HEADER;
        require(body <= cursor.to(), "NLMSG_ERROR of " + (cursor.to() - cursor.from()) + " bytes");
        if ((cursor.flags() & Rtnetlink.NLM_F_CAPPED) == 0) {
            int length = MessageCursor.u32(cursor.array(), cursor.from() + Integer.BYTES);
            int left = cursor.to() - body;
            boolean fits = length >= MessageCursor.HEADER && length - MessageCursor.HEADER <= left;
            boolean errorWithoutBody = left == 0;
            require(fits || errorWithoutBody, "NLMSG_ERROR with a request of " + length + " bytes");
            body = errorWithoutBody
                    ? body
                    : Math.min(cursor.to(), body + AttributeCursor.align(length - MessageCursor.HEADER));
        }
        return read(cursor, body);
    }

    /** Of the NLMSG_DONE at the cursor: an error number, or nothing, then attributes. */
    static Acknowledgement ofDone(MessageCursor cursor) throws TransportException {
        if (cursor.from() == cursor.to()) {
            return GOOD;
        }
        int attributes = cursor.from() + Integer.BYTES;
        require(attributes <= cursor.to(), "NLMSG_DONE of " + (cursor.to() - cursor.from()) + " bytes");
        return read(cursor, attributes);
    }

    private static Acknowledgement read(MessageCursor cursor, int attributes) throws TransportException {
        int error = MessageCursor.u32(cursor.array(), cursor.from());
        require(error <= 0 && error >= -MAX_ERRNO, "error number " + error);
        if ((cursor.flags() & Rtnetlink.NLM_F_ACK_TLVS) == 0 || attributes == cursor.to()) {
            return error == 0 ? GOOD : new Acknowledgement(-error, "", 0);
        }
        String words = "";
        int offset = 0;
        AttributeCursor attribute = new AttributeCursor(cursor.array(), attributes, cursor.to());
        while (attribute.next()) {
            if (attribute.type() == ATTR_MSG) {
                words = text(attribute);
            } else if (attribute.type() == ATTR_OFFS) {
                require(attribute.length() == Integer.BYTES, "NLMSGERR_ATTR_OFFS of " + attribute.length() + " bytes");
                offset = attribute.u32(0);
            }
        }
        require(attribute.leftover() == 0, attribute.leftover() + " bytes that are no attribute of an acknowledgement");
        return new Acknowledgement(-error, words, offset);
    }

    private static String text(AttributeCursor attribute) {
        int length = attribute.length();
        while (length > 0 && attribute.u8(length - 1) == 0) {
            length--;
        }
        return new String(attribute.array(), attribute.payload(), length, StandardCharsets.UTF_8);
    }

    private static void require(boolean good, String found) throws TransportException {
        if (!good) {
            throw new TransportException(Reason.MALFORMED, "reading an acknowledgement", 0, found);
        }
    }
}
