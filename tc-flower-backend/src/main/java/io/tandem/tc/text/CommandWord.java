package io.tandem.tc.text;

import io.tandem.tc.text.TcParseException.Reason;

/**
 * A word of a command line.
 *
 * @param offset characters before it in the line
 * @param text without the quotes around it
 */
record CommandWord(int offset, String text) {
    /** The part behind the first so many characters. */
    CommandWord from(int begin) {
        return new CommandWord(offset + begin, text.substring(begin));
    }

    /** The part between two places. */
    CommandWord between(int begin, int end) {
        return new CommandWord(offset + begin, text.substring(begin, end));
    }

    /** What tc refuses here. */
    TcParseException malformed(String expected) {
        return new TcParseException(Reason.MALFORMED, offset, text, expected);
    }

    /** What tc takes and no flow needs. */
    TcParseException notForFlows(String known) {
        return new TcParseException(Reason.NOT_FOR_FLOWS, offset, text, known);
    }

    /** True where this is the beginning of that word, or all of it. Source: iproute2, lib/utils.c, matches. */
    boolean abbreviates(String word) {
        return !text.isEmpty() && word.startsWith(text);
    }
}
