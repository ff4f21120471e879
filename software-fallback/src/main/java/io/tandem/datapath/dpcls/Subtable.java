package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.MaskWords;
import io.tandem.flow.FlowMask;
import org.jspecify.annotations.Nullable;

/** The flows of one mask. Readers take no lock; one writer at a time, as the classifier sees to. */
final class Subtable {
    private static final int SMALLEST = 8;

    private final FlowMask mask;
    private final MaskWords words;
    private volatile FlowSlots slots = new FlowSlots(SMALLEST);

    /** Recent hits, counted by packet threads. */
    long hits;

    /** The hits that a new order is made by. */
    long rank;

    Subtable(FlowMask mask, MaskWords words) {
        this.mask = mask;
        this.words = words;
    }

    FlowMask mask() {
        return mask;
    }

    int size() {
        return slots.entries();
    }

    /** The flow that matches, or null. */
    @Nullable DatapathFlow find(long[] key, int base) {
        FlowSlots table = slots;
        int wanted = FlowSlots.stored(words.hash(key, base));
        int slot = table.first(wanted);
        for (int hash = table.hash(slot); hash != 0; hash = table.hash(slot)) {
            if (hash == wanted
                    && table.content(slot) instanceof DatapathFlow flow
                    && flow.matches(key, base)
                    && flow.live()) {
                return flow;
            }
            slot = table.next(slot);
        }
        return null;
    }

    void put(DatapathFlow flow) {
        if (slots.full()) {
            slots = slots.resized();
        }
        slots.add(FlowSlots.stored(flow.hash(words)), flow);
    }

    void remove(DatapathFlow flow) {
        FlowSlots table = slots;
        int slot = table.find(FlowSlots.stored(flow.hash(words)), flow);
        if (slot >= 0) {
            table.remove(slot);
            if (table.sparse()) {
                slots = table.resized();
            }
        }
    }
}
