package io.tandem.tc.device;

/**
 * Who took a rule's packets. Source: linux/gen_stats.h, TCA_STATS_BASIC_HW.
 *
 * @param software packets that the kernel's software took
 * @param hardware packets that hardware took
 */
public record CounterParts(long software, long hardware) {
    /** Nobody took any. */
    public static final CounterParts ZERO = new CounterParts(0, 0);
}
