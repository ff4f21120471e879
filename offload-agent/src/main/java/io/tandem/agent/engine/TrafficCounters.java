package io.tandem.agent.engine;

import io.tandem.datapath.DatapathCounters;
import io.tandem.datapath.execute.DropReason;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the packets, in packets unless said otherwise. {@code received} is the sum of hardware hits, hits
 * by mark, EMC hits, SMC hits, dpcls hits, misses, and those discarded before any lookup.
 *
 * @param received packets that entered at any port
 * @param receivedBytes their bytes, whole frames without FCS
 * @param hardwareHits first lookup answered by a rule in hardware
 * @param recovered of these, packets that found no rule in hardware behind a jump, and went on in software
 * @param markHits found by the mark that a rule in hardware gave the packet, without a lookup
 * @param emcHits first lookup answered by the exact-match cache
 * @param smcHits first lookup answered by the signature match cache, which is off unless it is configured
 * @param dpclsHits first lookup answered by the megaflow classifier
 * @param upcalls first lookup that missed and went to the slow path
 * @param transmitted frames sent, by hardware or software; one packet may be sent more than once or not at all
 * @param drops packets dropped, by reason
 */
public record TrafficCounters(
        long received,
        long receivedBytes,
        long hardwareHits,
        long recovered,
        long markHits,
        long emcHits,
        long smcHits,
        long dpclsHits,
        long upcalls,
        long transmitted,
        Map<String, Long> drops) {
    public TrafficCounters {
        drops = Map.copyOf(drops);
    }

    /** Those of software alone. */
    static TrafficCounters of(DatapathCounters software) {
        return of(software, 0, 0, 0, 0);
    }

    /**
     * Those of software and hardware together.
     *
     * @param hits packets that hardware decided
     * @param bytes their bytes
     * @param forwarded frames that hardware sent
     * @param dropped packets that hardware dropped
     */
    static TrafficCounters of(DatapathCounters software, long hits, long bytes, long forwarded, long dropped) {
        Map<String, Long> named = new TreeMap<>();
        software.drops().forEach((reason, count) -> named.merge(reason.sentence(), count, Long::sum));
        if (dropped > 0) {
            named.merge(DropReason.HARDWARE_DROP.sentence(), dropped, Long::sum);
        }
        return new TrafficCounters(
                software.received() + hits,
                software.receivedBytes() + bytes,
                hits,
                software.recovered(),
                software.markHits(),
                software.emcHits(),
                software.smcHits(),
                software.dpclsHits(),
                software.upcalls(),
                software.transmitted() + forwarded,
                named);
    }
}
