package io.tandem.datapath.port;

/** Why packets that the datapath sent did not reach the interface. */
public enum TxLoss {
    /** Longer than the interface's MTU or a place in the ring; EMSGSIZE. */
    TOO_LONG,
    /** The transmit ring stayed full although the kernel was asked to empty it; ENOBUFS, EAGAIN. */
    RING_FULL,
    /** The interface is down; ENETDOWN. */
    LINK_DOWN,
    /** The interface or the port is gone; ENXIO, ENODEV. */
    REMOVED,
    /** The kernel refused the frame for another reason, such as one shorter than an Ethernet header. */
    REFUSED
}
