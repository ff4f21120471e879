package io.tandem.tc.transport;

import io.tandem.netlink.AttributeCursor;
import io.tandem.tc.transport.TransportException.Reason;

/**
 * Walks the messages of a datagram. Allocates nothing and never reads outside its range. Used by one thread. Source:
 * linux/netlink.h, struct nlmsghdr; numbers are in the order of little-endian hosts.
 */
public final class MessageCursor {
    /** Bytes of struct nlmsghdr. */
    public static final int HEADER = 16;

    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final int SEQUENCE = 8;

    private byte[] bytes = {};
    private int following;
    private int end;
    private int start;
    private int length;

    /** Begins a walk over {@code datagram[from]} to {@code datagram[to - 1]}. */
    public MessageCursor over(byte[] datagram, int from, int to) {
        bytes = datagram;
        following = from;
        end = to;
        start = from;
        length = 0;
        return this;
    }

    /**
     * Moves on; false behind the last.
     *
     * @throws TransportException MALFORMED where what follows is no message that fits
     */
    public boolean next() throws TransportException {
        int left = end - following;
        if (left == 0) {
            return false;
        }
        int size = left < HEADER ? left : u32(bytes, following);
        if (size < HEADER || size > left) {
            throw new TransportException(
                    Reason.MALFORMED,
                    "reading a netlink datagram",
                    0,
                    "at byte " + following + ": a message of " + size + " bytes where " + left + " are left");
        }
        start = following;
        length = size;
        following = Math.min(end, following + AttributeCursor.align(size));
        return true;
    }

    /** nlmsg_type. */
    public int type() {
        return u16(start + TYPE);
    }

    /** nlmsg_flags. */
    public int flags() {
        return u16(start + FLAGS);
    }

    /** nlmsg_seq. */
    public int sequence() {
        return u32(bytes, start + SEQUENCE);
    }

    /** Where the body starts. */
    public int from() {
        return start + HEADER;
    }

    /** Where the body ends. */
    public int to() {
        return start + length;
    }

    /** The bytes that are walked over. */
    public byte[] array() {
        return bytes;
    }

    static int u32(byte[] bytes, int at) {
        return bytes[at] & 0xff
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }

    private int u16(int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }
}
