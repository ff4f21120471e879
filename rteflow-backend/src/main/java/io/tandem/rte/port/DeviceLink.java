package io.tandem.rte.port;

/**
 * The state of a port's link. Source: rte_ethdev.h struct rte_eth_link.
 *
 * @param megabits a second; 0 where it is down, 4,294,967,295 where the driver does not know
 */
public record DeviceLink(boolean up, long megabits, boolean fullDuplex) {}
