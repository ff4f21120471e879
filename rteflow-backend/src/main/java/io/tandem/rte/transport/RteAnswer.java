package io.tandem.rte.transport;

/**
 * The answer to a call.
 *
 * @param <T> what is answered where it succeeds
 */
public sealed interface RteAnswer<T> {
    /**
     * It was done.
     *
     * @param value what came of it
     */
    record Done<T>(T value) implements RteAnswer<T> {}

    /**
     * It was not done, and nothing has changed.
     *
     * @param error why
     */
    record Refused<T>(RteError error) implements RteAnswer<T> {}

    /** Nothing came of it but that it was done. */
    enum Ok {
        OK
    }

    /** It was done. */
    static RteAnswer<Ok> ok() {
        return new Done<>(Ok.OK);
    }

    /** It was not done. */
    static <T> RteAnswer<T> refused(RteError error) {
        return new Refused<>(error);
    }
}
