package io.tandem.rte.transport;

/**
 * What a rule has counted since it was created. Source: DPDK, struct rte_flow_query_count, without reset.
 *
 * @param packets hits
 * @param bytes bytes of their frames as the driver counts them; 0 where it counts none
 */
public record RteCount(long packets, long bytes) {}
