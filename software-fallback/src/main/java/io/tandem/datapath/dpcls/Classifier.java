package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import org.jspecify.annotations.Nullable;

/**
 * The megaflows of one ingress port. Any number of packet threads look up without a lock; flows are put and removed by any
 * thread, one at a time.
 *
 * <p>A lookup answers with a flow that matched and had not been retired when the lookup verified it, and finds every
 * matching flow that was put before it began and removed after it ended. Megaflows do not overlap, as all of them come
 * of one decision about the bits they look at; where two do, a lookup answers with either, and may answer otherwise the
 * next time. So does Open vSwitch, which takes the first match in an order that follows the traffic.
 */
public sealed interface Classifier permits SubtableClassifier, DecisionTree, MaskArrayClassifier {
    /**
     * Finds the flows of a batch's keys.
     *
     * @param words keys, each {@link io.tandem.flow.FlowField#WORDS} words, one after the other
     * @param wanted bit i is set where key i is looked for
     * @param found receives the flow of key i at place i
     * @param path the caller's, to work in
     * @return {@code wanted} without those that were found
     */
    int find(long[] words, int wanted, @Nullable DatapathFlow[] found, LookupPath path);

    /** Adds a flow; the caller has seen to it that no flow with the same mask and masked key is here. */
    void put(DatapathFlow flow);

    /** Removes a flow, which the caller has retired; one that is not here is left alone. */
    void remove(DatapathFlow flow);
}
