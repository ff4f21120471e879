package io.tandem.datapath.port;

/** Whether packets can pass through a port. Source: linux/if.h, IFF_UP and IFF_RUNNING. */
public enum LinkState {
    /** Administratively up, with a carrier. */
    UP,
    /** Administratively down, or without a carrier. */
    DOWN,
    /** There is no such interface any more. Final. */
    REMOVED
}
