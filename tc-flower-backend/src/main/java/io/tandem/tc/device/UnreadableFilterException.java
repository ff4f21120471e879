package io.tandem.tc.device;

import io.tandem.tc.wire.TcDecodeException;

/** The kernel told a filter of ours in a way that is not understood: the device cannot be trusted further. */
final class UnreadableFilterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableFilterException(String doing, TcDecodeException cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }
}
