package io.tandem.rte.nativelib;

/** Numbers of ports, as DPDK's functions take them. */
final class PortNumber {
    /** Ports that DPDK has places for. */
    static final int PLACES = (int) Dpdk.layouts().constant("RTE_MAX_ETHPORTS");

    /** No port, however many a build of DPDK has. */
    private static final short NONE = -1;

    /** A number in the 16 bits that a function takes; one that is none of DPDK's never becomes another port's. */
    static short of(int port) {
        return port >= 0 && port < PLACES ? (short) port : NONE;
    }

    private PortNumber() {}
}
