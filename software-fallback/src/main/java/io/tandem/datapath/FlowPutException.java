package io.tandem.datapath;

/** A flow that the datapath does not take, with the errno that a kernel datapath answers. */
public final class FlowPutException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kernel's error numbers that a put can end with. */
    public enum Errno {
        EEXIST,
        EINVAL
    }

    private final Errno errno;

    public FlowPutException(Errno errno, String message) {
        super(errno + ": " + message);
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }
}
