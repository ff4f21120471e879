package io.tandem.tc.transport;

/** Sees the messages of a dump, one after the other, on the thread that asked for it. */
@FunctionalInterface
public interface MessageConsumer {
    /**
     * One message. What it throws ends the dump and reaches the caller.
     *
     * @param type an RTM_ constant of {@link Rtnetlink}
     * @param bytes has the message; it is used again for the next, so nothing may keep it
     * @param from where the message's body starts, behind struct nlmsghdr
     * @param to where it ends
     */
    void message(int type, byte[] bytes, int from, int to);
}
