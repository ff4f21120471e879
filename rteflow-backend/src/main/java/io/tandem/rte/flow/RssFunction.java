package io.tandem.rte.flow;

import java.util.Locale;

/** How a device computes the hash that spreads packets. Source: DPDK, enum rte_eth_hash_function, in its order from 0. */
public enum RssFunction {
    DEFAULT,
    TOEPLITZ,
    SIMPLE_XOR,
    SYMMETRIC_TOEPLITZ;

    /** testpmd's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
