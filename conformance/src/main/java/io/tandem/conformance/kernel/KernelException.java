package io.tandem.conformance.kernel;

/** The kernel refused something that had to succeed. */
public final class KernelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errno;

    KernelException(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /** What the kernel answered, positive; 0 where it is not about an answer. */
    public int errno() {
        return errno;
    }
}
