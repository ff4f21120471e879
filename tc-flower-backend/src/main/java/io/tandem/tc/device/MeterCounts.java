package io.tandem.tc.device;

/**
 * What a meter has counted since its police action was made.
 *
 * @param packets that came to it, also those that it dropped
 * @param bytes of these, from the network header on
 * @param dropped packets beyond its rate
 */
public record MeterCounts(long packets, long bytes, long dropped) {}
