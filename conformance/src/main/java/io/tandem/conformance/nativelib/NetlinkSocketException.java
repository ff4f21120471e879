package io.tandem.conformance.nativelib;

/** A call of the netlink socket failed. */
public final class NetlinkSocketException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    NetlinkSocketException(String call, int errno, String words) {
        super(call + ": errno " + errno + " (" + words + ")");
        this.call = call;
        this.errno = errno;
    }

    /** The function of libc that failed. */
    public String call() {
        return call;
    }

    /** What it left in errno, positive. */
    public int errno() {
        return errno;
    }
}
