package io.tandem.tc.transport;

/**
 * A message that came back.
 *
 * @param type an RTM_ constant of {@link Rtnetlink}
 * @param body what followed struct nlmsghdr
 */
public record TcMessage(int type, byte[] body) {}
