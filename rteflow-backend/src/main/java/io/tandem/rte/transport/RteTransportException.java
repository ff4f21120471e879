package io.tandem.rte.transport;

/** Whoever holds the rules does not answer, or answers nonsense. The message says who, what was asked and what came. */
public final class RteTransportException extends Exception {
    private static final long serialVersionUID = 1L;

    public RteTransportException(String message) {
        super(message);
    }

    public RteTransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
