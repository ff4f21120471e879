package io.tandem.rte.port;

/**
 * What a port has counted since it was started. Source: rte_ethdev.h struct rte_eth_stats.
 *
 * @param rxBytes of frames, as the driver counts them
 * @param rxMissed packets that found no free descriptor
 * @param rxErrors packets that were broken
 * @param rxNoMbuf packets that found the pool empty
 */
public record DeviceStats(
        long rxPackets,
        long txPackets,
        long rxBytes,
        long txBytes,
        long rxMissed,
        long rxErrors,
        long txErrors,
        long rxNoMbuf) {}
