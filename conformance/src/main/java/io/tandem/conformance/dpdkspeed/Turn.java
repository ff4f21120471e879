package io.tandem.conformance.dpdkspeed;

/**
 * What was measured of one side, once.
 *
 * @param packets that it has sent, by its own count
 * @param emcHits lookups that the exact match cache answered
 * @param busyNanos processor time of its packet thread
 * @param nanos by the clock
 */
public record Turn(Who who, Scenario scenario, long packets, long emcHits, long busyNanos, long nanos) {
    private static final double MICROS = 1e3;

    /** Who forwarded. */
    public enum Who {
        TANDEM("tandem"),
        OVS("ovs");

        private final String label;

        Who(String label) {
            this.label = label;
        }

        /** As tables have it. */
        public String label() {
            return label;
        }
    }

    /** Million packets in a second of its packet thread's processor time. */
    public double rate() {
        return packets * MICROS / busyNanos;
    }

    /** What share of the time its packet thread had the core. */
    public double share() {
        return (double) busyNanos / nanos;
    }
}
