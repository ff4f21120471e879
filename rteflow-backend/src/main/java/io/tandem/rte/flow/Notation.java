package io.tandem.rte.flow;

/** How testpmd reads a value. Source: DPDK, app/test-pmd/cmdline_flow.c, COMMON_*. */
public enum Notation {
    /** A number as C writes it; printed in decimal. */
    DECIMAL,
    /** A number as C writes it; printed in hexadecimal. */
    HEX,
    MAC,
    IPV4,
    IPV6,
    /** Bytes in hexadecimal behind {@code 0x}. */
    BYTES
}
