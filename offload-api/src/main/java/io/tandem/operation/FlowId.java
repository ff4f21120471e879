package io.tandem.operation;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Ufid;
import java.util.Arrays;

/**
 * How a flow is told from every other of its datapath: by the ufid that it was put with, or, where it was put with
 * none, by the whole key that it was put with. The two do not mix: a flow that has a ufid is never found by its key, and
 * the other way round.
 *
 * <p>Source: struct sw_flow_id in net/openvswitch/flow.h.
 */
public sealed interface FlowId {
    /**
     * The ufid; for a flow that has none, a digest of its key, as Open vSwitch gives it one for display. That digest
     * finds nothing in the datapath.
     */
    Ufid ufid();

    /**
     * The identity of a flow that was put with a ufid.
     *
     * @param ufid what it was put with
     */
    record ByUfid(Ufid ufid) implements FlowId {}

    /**
     * The identity of a flow that was put without a ufid.
     *
     * @param key the key as it was put: bits that the flow's mask leaves wild count too
     */
    record ByKey(FlowKey key) implements FlowId {
        private static final FlowMask EVERY_BIT = everyBit();

        @Override
        public Ufid ufid() {
            return Ufid.ofFlow(key, EVERY_BIT);
        }

        private static FlowMask everyBit() {
            long[] words = new long[FlowField.WORDS];
            Arrays.fill(words, -1L);
            return FlowMask.ofWords(words);
        }
    }

    /** The identity of a flow with that ufid. */
    static FlowId of(Ufid ufid) {
        return new ByUfid(ufid);
    }

    /** The identity of a flow without a ufid that was put with that key. */
    static FlowId of(FlowKey key) {
        return new ByKey(key);
    }
}
