package io.tandem.rte.port;

/**
 * What a driver puts into rules for packets of one tunnel, so that those which find no rule behind the pop come up with what
 * was taken off. Addresses of the driver's own arrays, good until they are given back.
 *
 * @param actions the first struct rte_flow_action
 * @param actionCount how many there are
 * @param items the first struct rte_flow_item
 * @param itemCount how many there are
 */
public record TunnelParts(long actions, int actionCount, long items, int itemCount) {}
