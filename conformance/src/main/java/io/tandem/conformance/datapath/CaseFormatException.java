package io.tandem.conformance.datapath;

/** A case file that does not parse. */
public final class CaseFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    CaseFormatException(String file, int line, String what) {
        super(file + ":" + line + ": " + what);
    }
}
