package io.tandem.agent.engine;

import java.time.Duration;

/**
 * Settings of placement.
 *
 * @param retry how long a flow that the device failed on, and a device that does not come back, wait for the next try
 */
public record EngineConfig(Duration retry) {}
