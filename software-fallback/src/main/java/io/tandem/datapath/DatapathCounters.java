package io.tandem.datapath;

import io.tandem.datapath.execute.DropReason;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of the packets. {@code received} is the sum of {@code markHits}, {@code emcHits}, {@code smcHits}, {@code dpclsHits},
 * {@code upcalls} and of what was dropped before its first lookup; and it is the sum of {@code counted},
 * {@code unassigned} and {@code pending}. Packets that a device had counted before it gave them to the host are
 * {@code recovered} and in none of these, but recirculated, sent and dropped like others.
 *
 * @param received packets taken in
 * @param receivedBytes their bytes, whole frames without FCS
 * @param markHits packets that came in with their flow's mark, and were not looked up
 * @param emcHits first lookups that the exact match cache answered
 * @param smcHits first lookups that the signature match cache answered
 * @param dpclsHits first lookups that the classifier answered
 * @param upcalls first lookups that missed
 * @param counted packets counted in the flow of their first lookup
 * @param recirculated lookups after a recirculation that found a flow, which has counted the packet once more
 * @param recovered packets that devices' rules had counted and gave back, and which went on behind these
 * @param unassigned packets that no flow counts: dropped before one was found, or carried once without one
 * @param pending packets that wait for the slow path's answer to their first lookup
 * @param transmitted frames sent
 * @param drops packets dropped, by reason; only reasons that happened
 */
public record DatapathCounters(
        long received,
        long receivedBytes,
        long markHits,
        long emcHits,
        long smcHits,
        long dpclsHits,
        long upcalls,
        long counted,
        long recirculated,
        long recovered,
        long unassigned,
        long pending,
        long transmitted,
        Map<DropReason, Long> drops) {
    /** No packets at all. */
    public static final DatapathCounters ZERO = new DatapathCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    /** Both together. */
    public DatapathCounters plus(DatapathCounters other) {
        Map<DropReason, Long> both = new EnumMap<>(DropReason.class);
        both.putAll(drops);
        other.drops.forEach((reason, packets) -> both.merge(reason, packets, Long::sum));
        return new DatapathCounters(
                received + other.received,
                receivedBytes + other.receivedBytes,
                markHits + other.markHits,
                emcHits + other.emcHits,
                smcHits + other.smcHits,
                dpclsHits + other.dpclsHits,
                upcalls + other.upcalls,
                counted + other.counted,
                recirculated + other.recirculated,
                recovered + other.recovered,
                unassigned + other.unassigned,
                pending + other.pending,
                transmitted + other.transmitted,
                both);
    }
}
