package io.tandem.datapath.conntrack;

import io.tandem.datapath.conntrack.TcpPeer.Stage;

/**
 * The state of a TCP connection: how far both sides are, and the windows that a segment has to fit in. A connection may
 * be met in its midst, by any segment but a SYN with ACK.
 *
 * <p>Source: Open vSwitch lib/conntrack-tcp.c, which follows Guido van Rooij, "Real Stateful TCP Packet Filtering in IP
 * Filter". The kernel's nf_conntrack_proto_tcp.c has other states, but calls the segments of an orderly connection new
 * and established alike.
 */
final class TcpState extends ProtocolState {
    /** How far an acknowledgement may lie beside what was sent. */
    private static final int MOST_SKEW = 0xffff + 1500;

    private final TcpPeer first = new TcpPeer();
    private final TcpPeer second = new TcpPeer();
    private ConnectionPhase phase = ConnectionPhase.TCP_SYN_SENT;
    private boolean prolongs = true;
    private boolean elsewhere;

    /** True for a segment that may begin a connection. */
    static boolean begins(TcpSegment segment) {
        return !segment.absurd() && !(segment.has(TcpSegment.SYN) && segment.has(TcpSegment.ACK));
    }

    /** The state after the first segment. */
    TcpState(TcpSegment segment) {
        first.sent = segment.sequence;
        first.limit = segment.sequence + segment.sequenceLength() + 1;
        if (segment.has(TcpSegment.SYN)) {
            first.takeScale(segment.scale);
        } else {
            first.scaleUnknown = true;
            second.scaleUnknown = true;
        }
        first.window = unscaled(Math.max(segment.window, 1), first.scale);
        first.stage = Stage.SYN_SENT;
        second.limit = 1;
    }

    /** Segments pass elsewhere: from now on none is out of the window, which nobody here knows any more. */
    void carriedElsewhere() {
        elsewhere = true;
    }

    /** False where the latest segment is let through but does not keep the connection alive. */
    boolean prolongs() {
        return prolongs;
    }

    /** Takes a further segment. */
    Verdict update(TcpSegment segment, boolean reply, boolean checkSequence) {
        TcpPeer src = reply ? second : first;
        TcpPeer dst = reply ? first : second;
        prolongs = false;
        if (segment.absurd()) {
            return Verdict.INVALID;
        }
        if (segment.has(TcpSegment.SYN) && !segment.has(TcpSegment.ACK)) {
            if (src.stage.from(Stage.FIN_WAIT_2) && dst.stage.from(Stage.FIN_WAIT_2)) {
                return Verdict.BEGINS_ANEW;
            }
            if (!src.stage.from(Stage.ESTABLISHED)) {
                src.stage = Stage.SYN_SENT;
                phase = ConnectionPhase.TCP_SYN_SENT;
                prolongs = true;
                return Verdict.STILL_NEW;
            }
        }
        return sequence(segment, src, dst, checkSequence && !elsewhere);
    }

    private Verdict sequence(TcpSegment segment, TcpPeer src, TcpPeer dst, boolean check) {
        boolean scaled = !segment.has(TcpSegment.SYN) && src.scales && dst.scales;
        boolean guessed = !segment.has(TcpSegment.SYN) && !scaled && src.scaleUnknown && dst.scaleUnknown;
        int srcScale = scaled ? src.scale : guessed ? TcpSegment.MOST_SCALE : 0;
        int dstScale = scaled ? dst.scale : guessed ? TcpSegment.MOST_SCALE : 0;
        int from = segment.sequence;
        int end = from + segment.sequenceLength();
        int window = segment.window;
        boolean checkSkew = true;
        if (!src.stage.from(Stage.SYN_SENT)) {
            if (segment.has(TcpSegment.SYN) && dst.scales) {
                src.takeScale(segment.scale);
                if (src.scales) {
                    srcScale = src.scale;
                    dstScale = dst.scale;
                    window = unscaled(window, srcScale);
                } else {
                    // the other side's window was taken as scaled, which holds only where both agree
                    dst.window = dst.window << dst.scale & 0xffff;
                    dst.scales = false;
                    dst.scale = 0;
                }
            }
            src.sent = from;
            src.stage = Stage.SYN_SENT;
            int limit = end + Math.max(1, dst.window << dstScale);
            if (src.limit == 1 || TcpPeer.atLeast(limit, src.limit)) {
                src.limit = limit;
                // a side that is heard for the first time may have been at it for long
                checkSkew = false;
            }
            src.widen(window);
        }
        int acknowledged = acknowledged(segment, dst);
        if (segment.sequenceLength() == 0) {
            from = src.sent;
            end = from;
        }
        int skew = checkSkew ? dst.sent - acknowledged : 0;
        boolean inWindow = TcpPeer.atLeast(src.limit, end)
                && TcpPeer.atLeast(from, src.sent - (dst.window << dstScale))
                && skew >= -MOST_SKEW
                && skew <= MOST_SKEW << srcScale
                && (!segment.has(TcpSegment.RST) || near(segment.sequence, src.sent));
        if (inWindow || !check) {
            advance(src, dst, end, window, acknowledged, srcScale);
            stages(segment, src, dst);
            return Verdict.ESTABLISHED;
        }
        boolean lax =
                !dst.stage.from(Stage.SYN_SENT) || dst.stage.from(Stage.FIN_WAIT_2) || src.stage.from(Stage.FIN_WAIT_2);
        if (!lax || !TcpPeer.atLeast(src.limit + MOST_SKEW, end) || !TcpPeer.atLeast(from, src.sent - MOST_SKEW)) {
            return Verdict.INVALID;
        }
        advance(src, dst, end, window, acknowledged, srcScale);
        if (segment.has(TcpSegment.FIN) && !src.stage.from(Stage.CLOSING)) {
            src.stage = Stage.CLOSING;
        }
        if (segment.has(TcpSegment.RST)) {
            src.stage = Stage.TIME_WAIT;
            dst.stage = Stage.TIME_WAIT;
        }
        return Verdict.ESTABLISHED;
    }

    private static int acknowledged(TcpSegment segment, TcpPeer dst) {
        boolean none = !segment.has(TcpSegment.ACK) || segment.has(TcpSegment.RST) && segment.acknowledged == 0;
        return none ? dst.sent : segment.acknowledged;
    }

    private static void advance(TcpPeer src, TcpPeer dst, int end, int window, int acknowledged, int srcScale) {
        src.widen(window);
        src.haveSent(end);
        dst.maySend(acknowledged, window << srcScale);
    }

    private void stages(TcpSegment segment, TcpPeer src, TcpPeer dst) {
        if (segment.has(TcpSegment.FIN) && !src.stage.from(Stage.CLOSING)) {
            src.stage = Stage.CLOSING;
        }
        if (segment.has(TcpSegment.ACK)) {
            if (dst.stage == Stage.SYN_SENT) {
                dst.stage = Stage.ESTABLISHED;
            } else if (dst.stage == Stage.CLOSING) {
                dst.stage = Stage.FIN_WAIT_2;
            }
        }
        if (segment.has(TcpSegment.RST)) {
            src.stage = Stage.TIME_WAIT;
            dst.stage = Stage.TIME_WAIT;
        }
        Stage slower = src.stage.compareTo(dst.stage) < 0 ? src.stage : dst.stage;
        Stage faster = slower == src.stage ? dst.stage : src.stage;
        if (slower.from(Stage.FIN_WAIT_2)) {
            phase = ConnectionPhase.TCP_CLOSE;
        } else if (slower.from(Stage.CLOSING)) {
            phase = ConnectionPhase.TCP_TIME_WAIT;
        } else if (!slower.from(Stage.ESTABLISHED)) {
            phase = ConnectionPhase.TCP_SYN_RECV;
        } else if (faster.from(Stage.CLOSING)) {
            phase = ConnectionPhase.TCP_FIN_WAIT;
        } else {
            phase = ConnectionPhase.TCP_ESTABLISHED;
        }
        prolongs = true;
    }

    /** True where a reset names the very place, or one beside it. */
    private static boolean near(int sequence, int sent) {
        int beside = sequence - sent;
        return beside >= -1 && beside <= 1;
    }

    private static int unscaled(int window, int scale) {
        return window + (1 << scale) - 1 >> scale;
    }

    @Override
    ConnectionPhase phase() {
        return phase;
    }

    @Override
    String text() {
        return "state_orig=" + first.stage + ",state_reply=" + second.stage;
    }

    /** That of the side that is further. Source: Open vSwitch lib/ct-dpif.c, coalesce_tcp_state. */
    @Override
    String word() {
        Stage further = first.stage.from(second.stage) ? first.stage : second.stage;
        return (further == Stage.FIN_WAIT_2 ? Stage.TIME_WAIT : further).name();
    }
}
