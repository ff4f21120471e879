package io.tandem.datapath.meter;

import java.util.List;

/**
 * What a meter has seen.
 *
 * @param packets packets that came to it
 * @param bytes of them, whole frames without FCS
 * @param bands what each band dropped
 */
public record MeterStats(long packets, long bytes, List<Band> bands) {
    /**
     * What a band dropped.
     *
     * @param packets how many
     * @param bytes of them
     */
    public record Band(long packets, long bytes) {}

    public MeterStats {
        bands = List.copyOf(bands);
    }

    /** Packets that all bands dropped. */
    public long droppedPackets() {
        return bands.stream().mapToLong(Band::packets).sum();
    }
}
