package io.tandem.conformance.traffic;

/** A run of traffic that failed, or that this machine cannot do; says which, and what was seen. */
public final class TrafficException extends Exception {
    private static final long serialVersionUID = 1L;

    public TrafficException(String message) {
        super(message);
    }
}
