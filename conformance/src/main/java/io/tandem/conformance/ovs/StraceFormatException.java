package io.tandem.conformance.ovs;

/** Output of strace that is not as expected. */
final class StraceFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    StraceFormatException(int line, String what) {
        super("strace, line " + line + ": " + what);
    }
}
