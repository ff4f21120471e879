package io.tandem.rte.text;

import io.tandem.rte.flow.RteRule;

/**
 * A rule and where it is made.
 *
 * @param port number of the DPDK port
 * @param rule the rule
 */
public record PortRule(int port, RteRule rule) {}
