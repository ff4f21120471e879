package io.tandem.agent.engine;

import java.util.Map;

/**
 * What became of the packets, in packets unless said otherwise. {@code received} is the sum of hardware hits, EMC hits,
 * SMC hits, dpcls hits, misses, and those discarded before any lookup.
 *
 * @param received packets that entered at any port
 * @param receivedBytes their bytes, whole frames without FCS
 * @param hardwareHits decided by a rule in hardware
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
        long emcHits,
        long smcHits,
        long dpclsHits,
        long upcalls,
        long transmitted,
        Map<String, Long> drops) {
    public TrafficCounters {
        drops = Map.copyOf(drops);
    }
}
