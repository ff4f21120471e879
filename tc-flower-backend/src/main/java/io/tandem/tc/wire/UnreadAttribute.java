package io.tandem.tc.wire;

import io.tandem.flow.Bytes;

/**
 * An attribute of a message that the model of a filter has no place for, so that whoever compares filters can say so.
 *
 * @param level what it stands in, such as {@code flower} or {@code action 2}
 * @param type its number there
 * @param payload its bytes
 */
public record UnreadAttribute(String level, int type, Bytes payload) {}
