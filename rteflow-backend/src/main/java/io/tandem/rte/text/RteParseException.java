package io.tandem.rte.text;

/** A line that testpmd would not take: where, what stands there, what was expected instead. */
public final class RteParseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String word;
    private final String expected;

    RteParseException(int offset, String word, String expected) {
        super("at " + offset + ": " + (word.isEmpty() ? "end of line" : '"' + word + '"') + ", expected " + expected);
        this.offset = offset;
        this.word = word;
        this.expected = expected;
    }

    /** Characters before the word in the line, from 0. */
    public int offset() {
        return offset;
    }

    /** The word that stands there; empty at the end of the line. */
    public String word() {
        return word;
    }

    /** What could have stood there. */
    public String expected() {
        return expected;
    }
}
