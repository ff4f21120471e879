package io.tandem.datapath.meter;

import java.util.List;

/**
 * What a meter is asked to do.
 *
 * @param unit what its bands count
 * @param bands at most {@link #MOST_BANDS}; a packet is dropped by the one of the highest rate that it exceeds
 */
public record MeterConfig(MeterUnit unit, List<MeterBand> bands) {
    /** How many bands a meter has at most. Source: Open vSwitch lib/dpif-netdev.c, MAX_BANDS. */
    public static final int MOST_BANDS = 8;

    public MeterConfig {
        if (bands.size() > MOST_BANDS) {
            throw new IllegalArgumentException(
                    "a meter with " + bands.size() + " bands: give it " + MOST_BANDS + " at most");
        }
        bands = List.copyOf(bands);
    }
}
