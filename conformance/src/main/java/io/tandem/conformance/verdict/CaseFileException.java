package io.tandem.conformance.verdict;

/** A line that is not of the format. */
public final class CaseFileException extends Exception {
    private static final long serialVersionUID = 1L;

    /** An error in a line, counted from 1. */
    public CaseFileException(String file, int line, String what) {
        super(file + ":" + line + ": " + what);
    }
}
