package io.tandem.datapath.port;

/** Why packets that reached the interface did not reach the datapath. */
public enum RxLoss {
    /** There was no free place in the receive ring, or no free mbuf; the packet threads were too slow. */
    RING_FULL,
    /** The kernel's descriptor or socket, or DPDK's driver, refused them. */
    KERNEL,
    /** The frame did not fit into a place of the ring, or is longer than a packet may be. */
    TOO_LONG
}
