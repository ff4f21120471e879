package io.tandem.datapath.dpcls;

import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The flows of one mask in a hash table with open addressing. Readers take no lock; one writer at a time, as the
 * classifier sees to. A removed flow leaves a mark, so that what lies behind it is still found.
 */
final class Subtable {
    private static final int SMALLEST = 16;

    private final FlowMask mask;
    private final int[] indices;
    private final long[] bits;
    private final DatapathFlow removed;

    private volatile AtomicReferenceArray<@Nullable DatapathFlow> slots = new AtomicReferenceArray<>(SMALLEST);
    private int flows;
    private int taken;

    /** Recent hits, counted by the packet thread. */
    long hits;

    Subtable(FlowMask mask, Megaflow anyFlow) {
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
        removed = new DatapathFlow(anyFlow, 0);
    }

    FlowMask mask() {
        return mask;
    }

    int size() {
        return flows;
    }

    /** The hash of a key under this mask. */
    int hash(long[] words, int base) {
        long hash = 0;
        for (int i = 0; i < indices.length; i++) {
            hash = KeyHash.step(hash, words[base + indices[i]] & bits[i]);
        }
        return KeyHash.finish(hash);
    }

    /** The flow that matches, or null. */
    @Nullable DatapathFlow find(long[] words, int base) {
        AtomicReferenceArray<@Nullable DatapathFlow> table = slots;
        int hash = hash(words, base);
        int last = table.length() - 1;
        for (int at = hash & last; ; at = at + 1 & last) {
            DatapathFlow flow = table.getAcquire(at);
            if (flow == null) {
                return null;
            }
            if (flow.hash() == hash && flow != removed && flow.matches(words, base) && flow.live()) {
                return flow;
            }
        }
    }

    void put(DatapathFlow flow) {
        if ((taken + 1) * 2 > slots.length()) {
            rebuild(Math.max(SMALLEST, Integer.highestOneBit(flows + 1) * 4));
        }
        if (insert(slots, flow)) {
            taken++;
        }
        flows++;
    }

    void remove(DatapathFlow flow) {
        AtomicReferenceArray<@Nullable DatapathFlow> table = slots;
        int last = table.length() - 1;
        for (int at = flow.hash() & last; ; at = at + 1 & last) {
            DatapathFlow found = table.getPlain(at);
            if (found == null) {
                return;
            }
            if (found == flow) {
                table.setRelease(at, removed);
                flows--;
                return;
            }
        }
    }

    private void rebuild(int size) {
        AtomicReferenceArray<@Nullable DatapathFlow> old = slots;
        AtomicReferenceArray<@Nullable DatapathFlow> fresh = new AtomicReferenceArray<>(size);
        taken = 0;
        for (int i = 0; i < old.length(); i++) {
            DatapathFlow flow = old.getPlain(i);
            if (flow != null && flow != removed) {
                insert(fresh, flow);
                taken++;
            }
        }
        slots = fresh;
    }

    /** True where the flow took a slot that was never taken. */
    private boolean insert(AtomicReferenceArray<@Nullable DatapathFlow> table, DatapathFlow flow) {
        int last = table.length() - 1;
        for (int at = flow.hash() & last; ; at = at + 1 & last) {
            DatapathFlow found = table.getPlain(at);
            if (found == null || found == removed) {
                table.setRelease(at, flow);
                return found == null;
            }
        }
    }
}
