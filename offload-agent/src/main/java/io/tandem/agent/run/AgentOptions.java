package io.tandem.agent.run;

import io.tandem.backend.DeviceConfig;
import java.util.Optional;

/**
 * How an agent runs with sample traffic.
 *
 * @param nic the simulated NIC; empty: software alone
 * @param rate packets per second of the sample traffic
 * @param seed of the sample traffic
 */
public record AgentOptions(Optional<DeviceConfig> nic, long rate, long seed) {}
