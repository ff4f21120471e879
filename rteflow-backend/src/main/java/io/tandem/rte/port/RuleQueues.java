package io.tandem.rte.port;

/**
 * What a port offers to who makes rules by templates and queues: that call is the check whether its driver has them. Source:
 * rte_flow.h struct rte_flow_port_info and rte_flow_queue_info.
 *
 * @param most queues, unsigned
 * @param longest operations that one queue holds, unsigned
 * @param counters that can be set aside, unsigned
 * @param agingObjects likewise
 * @param meters likewise
 */
public record RuleQueues(int most, int longest, int counters, int agingObjects, int meters) {}
