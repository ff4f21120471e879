package io.tandem.conformance.traffic;

/** What Tandem does between the two hosts. */
public enum Between {
    /** Learns Ethernet addresses. */
    SWITCH,
    /** Tracks connections and gives the first host another source address. */
    NAT,
    /** Carries the first host's frames in VXLAN to the second host, whose kernel has the other end of the tunnel. */
    VXLAN
}
