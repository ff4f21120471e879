package io.tandem.rte.host;

/**
 * How much a meter lets pass: the token bucket of RFC 2697 without an excess burst. What is beyond is dropped.
 *
 * @param unit what is counted
 * @param rate units a second
 * @param burst units that may pass at once after a pause
 */
public record MeterRate(Unit unit, long rate, long burst) {
    /** What a meter counts. */
    public enum Unit {
        PACKETS,
        /** Of frames, as the driver counts them. */
        BYTES
    }
}
