package io.tandem.rte.nativelib;

/** What a call of a native function may not do. */
final class NativeCall {
    /** An {@link IllegalStateException} for a downcall that threw, which none is declared to. */
    static IllegalStateException broken(String function, Throwable cause) {
        return new IllegalStateException(function + " could not be called", cause);
    }

    private NativeCall() {}
}
