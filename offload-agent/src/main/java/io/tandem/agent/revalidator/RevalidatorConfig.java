package io.tandem.agent.revalidator;

import java.time.Duration;
import java.util.Optional;

/**
 * Settings of revalidation.
 *
 * @param maxIdle flows without packets for so long are removed; empty: never
 * @param maxFlows the flow limit adapts up to this
 */
public record RevalidatorConfig(Optional<Duration> maxIdle, int maxFlows) {
    /** What Open vSwitch does by default. */
    public static final RevalidatorConfig DEFAULT = new RevalidatorConfig(Optional.of(Duration.ofSeconds(10)), 200_000);
}
