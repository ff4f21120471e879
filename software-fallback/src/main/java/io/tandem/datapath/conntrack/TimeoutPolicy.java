package io.tandem.datapath.conntrack;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long connections are kept without a packet, by their phase. Immutable.
 *
 * <p>Source: Open vSwitch lib/conntrack-tp.c, timeout_policy_create: what a policy leaves out has its default.
 */
public final class TimeoutPolicy {
    /** The times of a connection that no policy is named for. */
    public static final TimeoutPolicy DEFAULT = new TimeoutPolicy(Map.of());

    private final Map<ConnectionPhase, Long> nanos = new EnumMap<>(ConnectionPhase.class);

    /**
     * @param seconds the times that are not the default; not negative
     */
    public TimeoutPolicy(Map<ConnectionPhase, Integer> seconds) {
        seconds.forEach((phase, value) -> {
            if (value < 0) {
                throw new IllegalArgumentException(
                        phase.attribute() + "=" + value + " of a timeout policy, in seconds, is not to be negative");
            }
            nanos.put(phase, TimeUnit.SECONDS.toNanos(value));
        });
    }

    /** Nanoseconds that a connection of that phase is kept without a packet. */
    public long nanos(ConnectionPhase phase) {
        Long kept = nanos.get(phase);
        return kept == null ? phase.defaultNanos() : kept;
    }
}
