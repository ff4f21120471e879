package io.tandem.datapath.conntrack;

/**
 * One connection. Tuples, translation and names are as it was made; mark, label and the state of its protocol are
 * guarded by the connection's own lock; when it expires is read without it. Source: Open vSwitch
 * lib/conntrack-private.h, struct conn.
 */
final class Connection {
    /** The tuple of the side that began. */
    final Tuple original;

    /** The tuple of what comes back, as it comes back: to the translated address, where there is one. */
    final Tuple reply;

    /** Bits of {@link Translation}. */
    final int translation;

    /** Name of its timeout policy, empty for the default one. */
    final String policy;

    final ProtocolState state;

    int mark;
    long labelHigh;
    long labelLow;

    /** In nanoseconds on the datapath's clock. */
    private volatile long expiration;

    /** Set under the table's lock when it is no longer there. */
    volatile boolean removed;

    Connection(Tuple original, Tuple reply, int translation, String policy, ProtocolState state, long expiration) {
        this.original = original;
        this.reply = reply;
        this.translation = translation;
        this.policy = policy;
        this.state = state;
        this.expiration = expiration;
    }

    void expireAt(long nanos) {
        expiration = nanos;
    }

    long expiration() {
        return expiration;
    }

    /** True where it counts no longer, though it may still be in the table. */
    boolean gone(long now) {
        return removed || now - expiration >= 0;
    }
}
