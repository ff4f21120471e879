package io.tandem.tc.transport;

import io.tandem.tc.transport.TransportException.Reason;

/** Reads a dump: hands its messages on and notices how it ends. Used by one thread, for dump after dump. */
public final class DumpReader {
    private final MessageCursor cursor = new MessageCursor();
    private String asked = "";
    private int sequence;
    private boolean interrupted;

    /**
     * Waits for the dump with this sequence number; messages of others are left out.
     *
     * @param what what is dumped, for errors
     */
    public void begin(int number, String what) {
        sequence = number;
        asked = what;
        interrupted = false;
    }

    /**
     * Takes a datagram.
     *
     * @return true where the dump is whole
     * @throws TransportException REFUSED where the other end gave it up, INTERRUPTED_DUMP at the end of a dump during
     *     which something changed, MALFORMED where the datagram is no netlink, NO_BUFFERS where something was lost
     */
    public boolean accept(byte[] bytes, int from, int to, MessageConsumer consumer) throws TransportException {
        cursor.over(bytes, from, to);
        return rest(consumer);
    }

    /** Goes on with the datagram behind the message at which a consumer threw; otherwise as {@link #accept}. */
    public boolean rest(MessageConsumer consumer) throws TransportException {
        while (cursor.next()) {
            int type = cursor.type();
            if (type == Rtnetlink.NLMSG_OVERRUN) {
                throw new TransportException(Reason.NO_BUFFERS, asked, 0, "NLMSG_OVERRUN");
            }
            if (type == Rtnetlink.NLMSG_NOOP || cursor.sequence() != sequence) {
                continue;
            }
            interrupted |= (cursor.flags() & Rtnetlink.NLM_F_DUMP_INTR) != 0;
            if (type == Rtnetlink.NLMSG_DONE) {
                finish(Acknowledgement.ofDone(cursor));
                return true;
            }
            if (type == Rtnetlink.NLMSG_ERROR) {
                finish(Acknowledgement.ofError(cursor));
                throw new TransportException(
                        Reason.MALFORMED, asked, 0, "an acknowledgement where a dump was asked for");
            }
            if (type < Rtnetlink.NLMSG_MIN_TYPE) {
                throw new TransportException(Reason.MALFORMED, asked, 0, "a message of type " + type);
            }
            consumer.message(type, cursor.array(), cursor.from(), cursor.to());
        }
        return false;
    }

    private void finish(Acknowledgement said) throws TransportException {
        if (said.errno() != 0) {
            throw new TransportException(Reason.REFUSED, asked, said.errno(), said.words());
        }
        if (interrupted) {
            throw new TransportException(Reason.INTERRUPTED_DUMP, asked, 0, "objects changed meanwhile");
        }
    }
}
