package io.tandem.agent.engine;

import java.time.Duration;

/**
 * Settings of placement.
 *
 * @param retry how long a device that does not come back, and a flow that the device failed on or had no room for, wait
 *     for the next try; for a flow it doubles with each refusal in a row, up to 64 times this
 */
public record EngineConfig(Duration retry) {
    private static final int MOST_DOUBLINGS = 6;

    /** How long a flow waits that was refused so often in a row. */
    Duration backOff(int refusals) {
        return retry.multipliedBy(1L << Math.clamp(refusals - 1, 0, MOST_DOUBLINGS));
    }
}
