package io.tandem.datapath.masktable;

import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.flow.FlowMask;

/**
 * A mask that all flows with equal masks share, with the number of them. Readers use the mask; the count belongs to the
 * writer. Source: struct sw_flow_mask in net/openvswitch/flow.h.
 */
final class SharedMask {
    private final FlowMask mask;
    private final int[] indices;
    private final long[] bits;
    private int flows;

    SharedMask(FlowMask mask) {
        this.mask = mask;
        int words = Long.bitCount(mask.map());
        indices = new int[words];
        bits = new long[words];
        int next = 0;
        for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            indices[next] = index;
            bits[next++] = mask.word(index);
        }
    }

    FlowMask mask() {
        return mask;
    }

    /** Flows that have this mask; for the writer only. */
    int flows() {
        return flows;
    }

    void acquire() {
        flows++;
    }

    /** True where that was the last flow. */
    boolean release() {
        if (flows == 0) {
            throw new IllegalStateException("a mask that no flow has cannot lose one");
        }
        return --flows == 0;
    }

    /** The hash of a key under this mask. */
    int hash(long[] words, int base) {
        long hash = 0;
        for (int i = 0; i < indices.length; i++) {
            hash = KeyHash.step(hash, words[base + indices[i]] & bits[i]);
        }
        return KeyHash.finish(hash);
    }

    /** True where the key, under this mask, is the masked one. */
    boolean agrees(long[] masked, long[] words, int base) {
        for (int i = 0; i < indices.length; i++) {
            if (masked[indices[i]] != (words[base + indices[i]] & bits[i])) {
                return false;
            }
        }
        return true;
    }
}
