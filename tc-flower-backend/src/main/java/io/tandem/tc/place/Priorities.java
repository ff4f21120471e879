package io.tandem.tc.place;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import java.util.HashMap;
import java.util.Map;

/** The priorities of all chains. One thread at a time. */
public final class Priorities {
    private final PriorityRange range;
    private final Map<ChainAt, ChainPriorities> chains = new HashMap<>();

    public Priorities(PriorityRange range) {
        this.range = range;
    }

    /** Those that are ours. */
    public PriorityRange range() {
        return range;
    }

    /** Those of the chain that the filter is in. */
    public ChainPriorities of(FilterId id) {
        return chains.computeIfAbsent(new ChainAt(id.attach(), id.chain()), chain -> new ChainPriorities(range));
    }

    /** Forgets everything about a place that is gone with all its filters. */
    public void forget(AttachPoint attach) {
        chains.keySet().removeIf(chain -> chain.attach().equals(attach));
    }
}
