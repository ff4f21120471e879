package io.tandem.conformance.cli;

/** What the commands can end with, as all of Tandem's commands do. */
final class ExitCodes {
    static final int DONE = 0;
    /** The input was refused, or a verdict differs. */
    static final int REFUSED = 1;

    private ExitCodes() {}
}
