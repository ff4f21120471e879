package io.tandem.datapath.tunnel;

/** What a tunnel port may be told beside its protocol. Source: Open vSwitch, ovs-vswitchd.conf.db(5), Tunnel Options. */
public enum TunnelOption {
    /** VXLAN headers say what they carry. */
    GPE,
    /** VXLAN headers carry group policies. */
    GBP,
    /** The outer DSCP is that of the inner IP header. */
    TOS_INHERIT,
    /** The outer TTL is that of the inner IP header. */
    TTL_INHERIT,
    /** GRE and GTP-U packets are numbered. */
    SEQUENCE
}
