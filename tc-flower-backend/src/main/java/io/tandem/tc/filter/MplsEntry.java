package io.tandem.tc.filter;

import java.util.OptionalInt;

/**
 * What one entry of a label stack must be. Source: TCA_FLOWER_KEY_MPLS_OPT_LSE_*.
 *
 * @param depth which entry, 1 for the first, up to 7
 * @param label 20 bits
 * @param tc 3 bits
 * @param bos 1 bit
 * @param ttl 8 bits
 */
public record MplsEntry(int depth, OptionalInt label, OptionalInt tc, OptionalInt bos, OptionalInt ttl) {
    /** Deepest entry that flower looks at. Source: FLOW_DIS_MPLS_MAX. */
    public static final int DEEPEST = 7;
}
