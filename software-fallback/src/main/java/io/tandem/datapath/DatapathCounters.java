package io.tandem.datapath;

import io.tandem.datapath.execute.DropReason;
import java.util.Map;

/**
 * What became of the packets. {@code received} is the sum of {@code emcHits}, {@code smcHits}, {@code dpclsHits}, {@code upcalls} and of
 * what was dropped before its first lookup.
 *
 * @param received packets taken in
 * @param receivedBytes their bytes, whole frames without FCS
 * @param emcHits first lookups that the exact match cache answered
 * @param smcHits first lookups that the signature match cache answered
 * @param dpclsHits first lookups that the classifier answered
 * @param upcalls first lookups that missed
 * @param counted packets counted in the flow of their first lookup
 * @param unassigned packets that no flow counts: dropped before one was found, or carried once without one
 * @param transmitted frames sent
 * @param drops packets dropped, by reason
 */
public record DatapathCounters(
        long received,
        long receivedBytes,
        long emcHits,
        long smcHits,
        long dpclsHits,
        long upcalls,
        long counted,
        long unassigned,
        long transmitted,
        Map<DropReason, Long> drops) {}
