package io.tandem.datapath.upcall;

/** What waits for a handler. */
public sealed interface Upcall permits MissUpcall, ActionUpcall {
    /** The ingress port whose queue it waits in. */
    int port();

    /** When it was queued, on the clock of {@link System#nanoTime}. */
    long queuedNanos();
}
