package io.tandem.datapath.meter;

/**
 * One limit of a meter: packets beyond it are dropped. Source: OpenFlow 1.3, OFPMBT_DROP.
 *
 * @param rate in the meter's unit, from 1; unsigned 32 bits
 * @param burst what may pass at once after a pause, in the same unit for a second; 0 for as much as the rate
 */
public record MeterBand(long rate, long burst) {
    private static final long MOST = 0xffff_ffffL;

    public MeterBand {
        if (rate < 1 || rate > MOST) {
            throw new IllegalArgumentException("a band's rate of " + rate + ": give one from 1 to " + MOST);
        }
        if (burst < 0 || burst > MOST) {
            throw new IllegalArgumentException("a band's burst of " + burst + ": give one from 0 to " + MOST);
        }
        burst = burst == 0 ? rate : burst;
    }
}
