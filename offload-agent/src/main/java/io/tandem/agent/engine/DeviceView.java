package io.tandem.agent.engine;

import io.tandem.backend.DeviceCapabilities;

/**
 * One device at one moment.
 *
 * @param name from the configuration
 * @param backend the backend that serves it
 * @param up false while it is failed
 * @param generation its present life
 * @param rules rules of flows that it holds
 * @param connections directions of connections whose packets it tracks
 * @param capabilities what it can do
 */
public record DeviceView(
        String name,
        String backend,
        boolean up,
        long generation,
        long rules,
        int connections,
        DeviceCapabilities capabilities) {}
