package io.tandem.agent.run;

import java.util.Optional;

/**
 * How an agent runs.
 *
 * @param host address that the admin API listens on
 * @param port TCP port of the admin API; 0: any free one
 * @param nic profile of the simulated NIC; empty: software alone
 * @param rate packets per second of the sample traffic
 * @param seed of the sample traffic
 */
public record AgentOptions(String host, int port, Optional<String> nic, long rate, long seed) {}
