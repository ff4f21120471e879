package io.tandem.rte.eal;

import java.util.List;

/**
 * Something that DPDK would not do. The message says what was asked, the errno's words, DPDK's own log lines of that call,
 * and what to do.
 */
public final class EalException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String what;
    private final int errno;
    private final String words;
    private final String advice;

    /**
     * @param what was asked, and of what
     * @param errno positive, 0 where no call failed
     * @param words for the errno, or what else was wrong
     * @param log what DPDK logged meanwhile, by lines
     * @param advice what to do
     */
    public EalException(Reason reason, String what, int errno, String words, List<String> log, String advice) {
        super(what + ": " + joined(words, log) + ": " + advice);
        this.reason = reason;
        this.what = what;
        this.errno = errno;
        this.words = joined(words, log);
        this.advice = advice;
    }

    /** What kind of refusal it is. */
    public Reason reason() {
        return reason;
    }

    /** The errno, positive; 0 where no call failed. */
    public int errno() {
        return errno;
    }

    /** What was asked, and of what. */
    public String what() {
        return what;
    }

    /** The errno's words, with what DPDK logged. */
    public String words() {
        return words;
    }

    /** What to do. */
    public String advice() {
        return advice;
    }

    private static String joined(String words, List<String> log) {
        return log.isEmpty() ? words : words + " (" + String.join("; ", log) + ")";
    }

    /** Kinds of refusals. */
    public enum Reason {
        /** EAL was started before in this process, or failed to; it starts once in the life of a process. */
        STARTED_BEFORE,
        /** An argument that EAL would end the process for, or does not know. EAL was not asked; it can still be started. */
        ARGUMENT,
        /** EAL could not start: no memory, no rights, an argument's value. */
        START,
        /** A pool of mbufs could not be made. */
        MEMORY,
        /** A device could not be attached, or a port not be set up or started. */
        DEVICE
    }
}
