package io.tandem.tc.text;

/** A command line of tc that does not give a filter: where, what stands there, what was expected instead. */
public final class TcParseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final int offset;
    private final String word;
    private final String expected;

    /** Why a line gives no filter. */
    public enum Reason {
        /** tc refuses it, or takes it for something that it does not say. */
        MALFORMED,
        /** tc takes it, but it is not one that a flow needs; the word names the action or option. */
        NOT_FOR_FLOWS
    }

    TcParseException(Reason reason, int offset, String word, String expected) {
        super("at " + offset + ": " + (word.isEmpty() ? "end of line" : '"' + word + '"')
                + (reason == Reason.MALFORMED ? ", expected " : " is not one that a flow needs: ") + expected);
        this.reason = reason;
        this.offset = offset;
        this.word = word;
        this.expected = expected;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Characters before the word in the line, from 0. */
    public int offset() {
        return offset;
    }

    /** The word that stands there; empty at the end of the line. */
    public String word() {
        return word;
    }

    /** What could have stood there, or what is known instead. */
    public String expected() {
        return expected;
    }
}
