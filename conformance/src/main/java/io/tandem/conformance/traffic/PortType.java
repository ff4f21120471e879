package io.tandem.conformance.traffic;

import java.util.Locale;

/** How Tandem is joined to a host's link. */
public enum PortType {
    /** One end of a veth pair, through packet sockets. */
    AF_PACKET,
    /** One end of a veth pair, through XDP sockets. */
    AF_XDP,
    /** A TAP whose interface is the host's own. */
    TAP;

    /** As the configuration names it. */
    public String configured() {
        return name().toLowerCase(Locale.ROOT);
    }
}
