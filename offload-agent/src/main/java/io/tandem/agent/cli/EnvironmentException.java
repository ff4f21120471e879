package io.tandem.agent.cli;

/** Something that the machine lacks or has taken. The message says what, and what mends it. */
public final class EnvironmentException extends Exception {
    private static final long serialVersionUID = 1L;

    public EnvironmentException(String message) {
        super(message);
    }

    public EnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}
