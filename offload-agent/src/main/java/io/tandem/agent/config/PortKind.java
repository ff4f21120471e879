package io.tandem.agent.config;

/** What a port of the datapath is. */
public enum PortKind {
    /** An interface, through rings of a packet socket. */
    AF_PACKET,
    /** An interface, through XDP sockets. */
    AF_XDP,
    /** A TAP interface of Tandem's own. */
    TAP,
    /** A VXLAN tunnel. */
    VXLAN,
    /** A Geneve tunnel. */
    GENEVE,
    /** A GRE tunnel. */
    GRE;

    /** True for what has no interface of its own. */
    public boolean isTunnel() {
        return this == VXLAN || this == GENEVE || this == GRE;
    }
}
