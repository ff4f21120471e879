package io.tandem.datapath.conntrack;

/** One side of a TCP connection; guarded by the connection's lock. Numbers of the sequence are modulo 2^32. */
final class TcpPeer {
    /** In the order in which a side goes through them. */
    enum Stage {
        CLOSED,
        SYN_SENT,
        ESTABLISHED,
        CLOSING,
        FIN_WAIT_2,
        TIME_WAIT;

        boolean from(Stage stage) {
            return compareTo(stage) >= 0;
        }
    }

    Stage stage = Stage.CLOSED;

    /** End of what it has sent. */
    int sent;

    /** End of what it may send: what the other side has acknowledged, and its window. */
    int limit;

    /** Largest window that it has announced, not scaled, of 16 bits. */
    int window = 1;

    /** The shift of its window, 0 where it announced none. */
    int scale;

    /** True where it has announced a shift. */
    boolean scales;

    /** True where the connection was met in its midst, so that nobody knows the shift. */
    boolean scaleUnknown;

    static boolean atLeast(int sequence, int other) {
        return sequence - other >= 0;
    }

    void takeScale(int announced) {
        scales = announced != TcpSegment.NO_SCALE;
        scale = scales ? announced : 0;
        scaleUnknown = false;
    }

    void widen(int announced) {
        window = Math.max(window, announced);
    }

    void haveSent(int end) {
        if (end - sent > 0) {
            sent = end;
        }
    }

    /** Moves the end of what it may send, as the other side has acknowledged something and announced a window. */
    void maySend(int acknowledged, int bytes) {
        if (atLeast(acknowledged + bytes, limit)) {
            limit = acknowledged + Math.max(bytes, 1);
        }
    }
}
