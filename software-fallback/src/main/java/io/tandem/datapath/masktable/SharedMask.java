package io.tandem.datapath.masktable;

import io.tandem.datapath.table.MaskWords;
import io.tandem.flow.FlowMask;

/**
 * A mask that all flows with equal masks share, with the number of them. Readers use the mask; the count belongs to the
 * writer. Source: struct sw_flow_mask in net/openvswitch/flow.h.
 */
final class SharedMask {
    private final FlowMask mask;
    private final MaskWords words;
    private int flows;

    SharedMask(FlowMask mask) {
        this.mask = mask;
        words = MaskWords.of(mask, 0);
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
    int hash(long[] key, int base) {
        return words.hash(key, base);
    }

    /** True where the key, under this mask, is the masked one. */
    boolean agrees(long[] masked, long[] key, int base) {
        int i = 0;
        for (long rest = words.map(); rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            if (masked[index] != (key[base + index] & words.bits(i++))) {
                return false;
            }
        }
        return true;
    }
}
