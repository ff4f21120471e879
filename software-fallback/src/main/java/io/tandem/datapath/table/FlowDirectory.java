package io.tandem.datapath.table;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Flows by a small number, so that a cache can name a flow in 32 bits. The number of a removed flow is given out again:
 * who reads by number verifies what is there. Readers take no lock; one writer at a time.
 */
public final class FlowDirectory {
    private static final int SMALLEST = 1024;

    private final Deque<Integer> free = new ArrayDeque<>();
    private volatile @Nullable DatapathFlow[] flows = new DatapathFlow[SMALLEST];
    private int used;

    /** The flow of that number, or null. A reader may meet one that has been removed since. */
    public @Nullable DatapathFlow at(int slot) {
        @Nullable DatapathFlow[] now = flows;
        return slot < now.length ? now[slot] : null;
    }

    /** The flow of that {@linkplain DatapathFlow#mark mark}, or null. A mark may be any number; see {@link #at}. */
    public @Nullable DatapathFlow marked(int mark) {
        @Nullable DatapathFlow[] now = flows;
        int slot = mark - 1;
        return Integer.compareUnsigned(slot, now.length) < 0 ? now[slot] : null;
    }

    /** Gives a flow its number, under which it is not found yet. */
    public void reserve(DatapathFlow flow) {
        Integer again = free.poll();
        flow.settle(again == null ? used++ : again);
    }

    /** Lets a flow be found under its number. */
    public void add(DatapathFlow flow) {
        @Nullable DatapathFlow[] now = flows;
        if (flow.slot() >= now.length) {
            now = Arrays.copyOf(now, now.length * 2);
        }
        now[flow.slot()] = flow;
        flows = now;
    }

    /** Takes a flow's number back. */
    public void remove(DatapathFlow flow) {
        @Nullable DatapathFlow[] now = flows;
        now[flow.slot()] = null;
        flows = now;
        free.add(flow.slot());
    }
}
