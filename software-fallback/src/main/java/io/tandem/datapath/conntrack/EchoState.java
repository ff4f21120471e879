package io.tandem.datapath.conntrack;

/** The state of ICMP and ICMPv6 requests and their answers. Source: Open vSwitch lib/conntrack-icmp.c. */
final class EchoState extends ProtocolState {
    private ConnectionPhase phase = ConnectionPhase.ICMP_FIRST;

    Verdict update(boolean reply) {
        if (reply) {
            phase = ConnectionPhase.ICMP_REPLY;
        }
        return phase == ConnectionPhase.ICMP_REPLY ? Verdict.ESTABLISHED : Verdict.STILL_NEW;
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
