package io.tandem.datapath.masktable;

/**
 * What lookups came to. Source: struct ovs_dp_stats and ovs_dp_megaflow_stats in linux/openvswitch.h.
 *
 * @param found lookups that found a flow
 * @param missed lookups that found none
 * @param probes masks that they tried, all together
 * @param cacheHits those for which the mask cache knew the mask
 */
public record MaskLookupCounters(long found, long missed, long probes, long cacheHits) {
    /** Lookups that never were. */
    public static final MaskLookupCounters ZERO = new MaskLookupCounters(0, 0, 0, 0);

    /** Both together. */
    public MaskLookupCounters plus(MaskLookupCounters other) {
        return new MaskLookupCounters(
                found + other.found, missed + other.missed, probes + other.probes, cacheHits + other.cacheHits);
    }
}
