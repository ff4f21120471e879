package io.tandem.datapath.conntrack;

/** What a protocol remembers of a connection; guarded by the connection's lock. */
abstract sealed class ProtocolState permits TcpState, DatagramState, EchoState {
    /** What a packet means for a connection that is known. */
    enum Verdict {
        /** It belongs to an established connection. */
        ESTABLISHED,
        /** It belongs to a connection that is still new. */
        STILL_NEW,
        /** It begins the connection once more, as the old one is over. */
        BEGINS_ANEW,
        INVALID
    }

    /** The phase, for timeouts and dumps. */
    abstract ConnectionPhase phase();

    /** In words, of both sides; empty where the protocol has none. */
    abstract String text();

    /** In one word, of the connection; empty where the protocol has none. */
    String word() {
        return "";
    }
}
