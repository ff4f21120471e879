package io.tandem.datapath.conntrack;

import java.util.concurrent.TimeUnit;

/**
 * How far a connection has come, which decides how long it is kept without a packet. The names of a timeout policy's
 * attributes and the default times are those of Open vSwitch's userspace datapath (lib/conntrack-tp.c; the columns of
 * CT_Timeout_Policy in ovs-vswitchd.conf.db(5)).
 */
public enum ConnectionPhase {
    /** One side has sent a SYN, or a packet from the midst of a connection. */
    TCP_SYN_SENT("tcp_syn_sent", 30),
    /** Both sides were heard, one was not acknowledged. */
    TCP_SYN_RECV("tcp_syn_recv", 30),
    TCP_ESTABLISHED("tcp_established", 24 * 60 * 60),
    /** One side has sent a FIN. */
    TCP_FIN_WAIT("tcp_fin_wait", 15 * 60),
    /** Both sides have sent a FIN. */
    TCP_TIME_WAIT("tcp_time_wait", 45),
    /** Both FINs are acknowledged, or the connection was reset. */
    TCP_CLOSE("tcp_close", 30),
    /** The only packet so far; of UDP and of each protocol without a state of its own. */
    UDP_FIRST("udp_first", 60),
    /** Several packets of one direction. */
    UDP_SINGLE("udp_single", 60),
    /** Packets of both directions. */
    UDP_MULTIPLE("udp_multiple", 30),
    /** Requests only. */
    ICMP_FIRST("icmp_first", 60),
    ICMP_REPLY("icmp_reply", 30);

    private final String attribute;
    private final int defaultSeconds;

    ConnectionPhase(String attribute, int defaultSeconds) {
        this.attribute = attribute;
        this.defaultSeconds = defaultSeconds;
    }

    /** The name in a timeout policy. */
    public String attribute() {
        return attribute;
    }

    /** Seconds that are waited where no policy says otherwise. */
    public int defaultSeconds() {
        return defaultSeconds;
    }

    long defaultNanos() {
        return TimeUnit.SECONDS.toNanos(defaultSeconds);
    }
}
