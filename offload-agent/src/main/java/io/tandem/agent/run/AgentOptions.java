package io.tandem.agent.run;

import java.util.Optional;

/**
 * How an agent runs with sample traffic.
 *
 * @param nic profile of the simulated NIC; empty: software alone
 * @param rate packets per second of the sample traffic
 * @param seed of the sample traffic
 */
public record AgentOptions(Optional<String> nic, long rate, long seed) {}
