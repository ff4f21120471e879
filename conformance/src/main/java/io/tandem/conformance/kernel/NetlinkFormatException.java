package io.tandem.conformance.kernel;

/** Bytes that are no netlink message or no attributes. */
public final class NetlinkFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    NetlinkFormatException(int offset, String what) {
        super("at byte " + offset + ": " + what);
    }
}
