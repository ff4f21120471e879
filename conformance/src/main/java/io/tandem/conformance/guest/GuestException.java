package io.tandem.conformance.guest;

/** The guest could not be made, or could not run its program to the end. The message says what mends it. */
public final class GuestException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Reason {
        /** A program of this machine is absent; the message has the apt-get command. */
        MISSING_PACKAGE,
        /** No kernel package could be had. */
        NO_KERNEL,
        /** The kernel has no module of that name. */
        NO_MODULE,
        /** QEMU ended before the program had begun. */
        BOOT_FAILED,
        /** The program had begun, but the guest ended before it. */
        CRASHED,
        /** The time limit was over first. */
        TIME_LIMIT,
        /** A command that prepares the guest failed. */
        PREPARATION_FAILED
    }

    private final Reason reason;

    GuestException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }
}
