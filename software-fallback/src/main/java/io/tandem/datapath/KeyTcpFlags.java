package io.tandem.datapath;

import io.tandem.flow.FlowField;

/** The TCP flags in the words of a key. */
final class KeyTcpFlags {
    /** Which of the key's words has them. */
    static final int WORD = FlowField.TCP_FLAGS.word();

    private static final int SHIFT = FlowField.TCP_FLAGS.shift();
    private static final long ONES = FlowField.TCP_FLAGS.ones();

    /** @param word that of a key, or of several with or between */
    static int of(long word) {
        return (int) (word >>> SHIFT & ONES);
    }

    private KeyTcpFlags() {}
}
