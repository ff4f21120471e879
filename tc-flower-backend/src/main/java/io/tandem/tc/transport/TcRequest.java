package io.tandem.tc.transport;

/**
 * A request of rtnetlink.
 *
 * @param type an RTM_ constant of {@link Rtnetlink}
 * @param flags NLM_F_ constants of {@link Rtnetlink}; a transport adds NLM_F_REQUEST and, for a dump, NLM_F_DUMP. With
 *     NLM_F_ACK the other end's words come back where it was done too; without, a transport may leave it out
 * @param body what follows struct nlmsghdr: struct tcmsg (or the type's own header) and its attributes, in host order.
 *     It must not be changed while a transport has it.
 */
public record TcRequest(int type, int flags, byte[] body) {}
