package io.tandem.tc.filter;

/**
 * Ports from one to another, both included, of TCP, UDP or SCTP, as {@link FlowerKey#IP_PROTO} says. Source:
 * TCA_FLOWER_KEY_PORT_SRC_MIN and what follows.
 *
 * @param first lowest port, 1 to 65,534
 * @param last highest port, above the first
 */
public record PortRange(int first, int last) {}
