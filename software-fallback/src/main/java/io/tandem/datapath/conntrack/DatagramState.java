package io.tandem.datapath.conntrack;

/**
 * The state of UDP, SCTP and of every protocol without a state of its own. Source: Open vSwitch lib/conntrack-other.c.
 */
final class DatagramState extends ProtocolState {
    private ConnectionPhase phase = ConnectionPhase.UDP_FIRST;

    Verdict update(boolean reply) {
        if (reply) {
            phase = ConnectionPhase.UDP_MULTIPLE;
        } else if (phase == ConnectionPhase.UDP_FIRST) {
            phase = ConnectionPhase.UDP_SINGLE;
        }
        return phase == ConnectionPhase.UDP_MULTIPLE ? Verdict.ESTABLISHED : Verdict.STILL_NEW;
    }

    @Override
    ConnectionPhase phase() {
        return phase;
    }

    @Override
    String text() {
        return "";
    }
}
