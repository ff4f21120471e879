package io.tandem.datapath.conntrack;

/**
 * Which ICMP messages ask, answer or tell of an error. Source: RFC 792, RFC 950, RFC 4443; Open vSwitch
 * lib/conntrack.c, extract_l4_icmp, and lib/conntrack-icmp.c for what begins a connection.
 */
final class IcmpTypes {
    static final int ECHO_REPLY = 0;
    static final int UNREACHABLE = 3;
    static final int SOURCE_QUENCH = 4;
    static final int REDIRECT = 5;
    static final int ECHO_REQUEST = 8;
    static final int TIME_EXCEEDED = 11;
    static final int PARAMETER_PROBLEM = 12;
    static final int TIMESTAMP = 13;
    static final int TIMESTAMP_REPLY = 14;
    static final int INFORMATION = 15;
    static final int INFORMATION_REPLY = 16;

    static final int ECHO_REQUEST_6 = 128;
    static final int ECHO_REPLY_6 = 129;

    /** What answers a message, or what it answers; -1 where it is neither. */
    static int answer(int type) {
        return switch (type) {
            case ECHO_REPLY -> ECHO_REQUEST;
            case ECHO_REQUEST -> ECHO_REPLY;
            case TIMESTAMP -> TIMESTAMP_REPLY;
            case TIMESTAMP_REPLY -> TIMESTAMP;
            case INFORMATION -> INFORMATION_REPLY;
            case INFORMATION_REPLY -> INFORMATION;
            default -> -1;
        };
    }

    /** The same of ICMPv6. */
    static int answer6(int type) {
        return switch (type) {
            case ECHO_REQUEST_6 -> ECHO_REPLY_6;
            case ECHO_REPLY_6 -> ECHO_REQUEST_6;
            default -> -1;
        };
    }

    static boolean isError(int type) {
        return type == UNREACHABLE
                || type == SOURCE_QUENCH
                || type == REDIRECT
                || type == TIME_EXCEEDED
                || type == PARAMETER_PROBLEM;
    }

    /** Unreachable, too big, time exceeded, parameter problem. */
    static boolean isError6(int type) {
        return type >= 1 && type <= 4;
    }

    /** True for a message that asks. */
    static boolean begins(int type, boolean ipv6) {
        return ipv6 ? type == ECHO_REQUEST_6 : type == ECHO_REQUEST || type == TIMESTAMP || type == INFORMATION;
    }

    private IcmpTypes() {}
}
