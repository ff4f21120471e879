package io.tandem.agent.admin;

/** The admin API cannot listen. The message is one line that says where, why and what to do. */
public final class AdminException extends Exception {
    private static final long serialVersionUID = 1L;

    AdminException(String message, Throwable cause) {
        super(message, cause);
    }
}
