package io.tandem.backend;

import java.util.OptionalLong;

/**
 * What a device's meter has counted since the device made it. A device may not count all of it; what it does not is empty.
 *
 * @param packets that came to it, also those that it dropped
 * @param bytes of these, whole frames without FCS as far as the device counts them
 * @param droppedPackets packets beyond its rate
 */
public record MeterCounts(OptionalLong packets, OptionalLong bytes, OptionalLong droppedPackets) {
    /** All is known. */
    public MeterCounts(long packets, long bytes, long droppedPackets) {
        this(OptionalLong.of(packets), OptionalLong.of(bytes), OptionalLong.of(droppedPackets));
    }

    /** What both have counted; nothing is known of what one of them does not count. */
    public MeterCounts plus(MeterCounts other) {
        return new MeterCounts(
                sum(packets, other.packets), sum(bytes, other.bytes), sum(droppedPackets, other.droppedPackets));
    }

    private static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(one.getAsLong() + other.getAsLong())
                : OptionalLong.empty();
    }
}
