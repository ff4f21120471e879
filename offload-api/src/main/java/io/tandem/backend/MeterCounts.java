package io.tandem.backend;

/**
 * What a device's meter has counted since the device made it.
 *
 * @param packets that came to it, also those that it dropped
 * @param bytes of these, whole frames without FCS as far as the device counts them
 * @param droppedPackets packets beyond its rate
 */
public record MeterCounts(long packets, long bytes, long droppedPackets) {}
