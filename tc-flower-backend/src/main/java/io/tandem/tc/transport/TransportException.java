package io.tandem.tc.transport;

import io.tandem.validate.Errno;

/** Requests were not carried, or their answers did not come. The message says what was asked, what came and what to do. */
public final class TransportException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The program may not change traffic control. */
        NO_PERMISSION("run as root, or give the program cap_net_admin"),
        /** Answers were lost for want of memory; which ones is unknown. A dump is asked for again. */
        NO_BUFFERS("ask again; where it happens often, raise net.core.rmem_max"),
        /** The socket is closed, or nobody is at its other end. */
        GONE("open the transport anew"),
        /** No answer came in time. */
        TIMEOUT("look in the kernel's log for a driver that hangs, then ask again"),
        /** What was dumped changed meanwhile (NLM_F_DUMP_INTR), so the dump can lack objects or show some twice. */
        INTERRUPTED_DUMP("ask again"),
        /** The other end refused the whole call. */
        REFUSED("see the words of the kernel"),
        /** What came is not netlink. */
        MALFORMED("report it together with the versions of the kernel and of libnl");

        private final String advice;

        Reason(String advice) {
            this.advice = advice;
        }
    }

    private final Reason reason;
    private final int errno;

    /**
     * An error.
     *
     * @param asked what was asked
     * @param errno the positive number that came back, or 0
     * @param found what came back, in words
     */
    public TransportException(Reason reason, String asked, int errno, String found) {
        super(asked + ": " + (errno == 0 ? "" : Errno.text(errno) + (found.isEmpty() ? "" : ": ")) + found + "; "
                + reason.advice);
        this.reason = reason;
        this.errno = errno;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The positive number of asm-generic/errno.h that came back, or 0. */
    public int errno() {
        return errno;
    }
}
