package io.tandem.tc.held;

import io.tandem.tc.wire.TcDecodeException;

/** The kernel told a filter of ours in a way that is not understood: the device cannot be trusted further. */
public final class UnreadableFilterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what was read.
     *
     * @param doing what was being read, for the message
     */
    public UnreadableFilterException(String doing, TcDecodeException cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
