package io.tandem.agent.engine;

import io.tandem.agent.reconcile.FlowLedger;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import java.util.HashMap;
import java.util.Map;

/**
 * Rules that outlived their flows, as the device was down or refused the delete: what they still counted is added to
 * what flows that ended had counted, once it is known. One thread.
 */
final class DepartedRules {
    private final Map<Ufid, Departed> rules = new HashMap<>();
    private final PlacementCounters counters;
    private final HardwareLookups lookups;

    private record Departed(FlowLedger ledger, boolean first) {}

    DepartedRules(PlacementCounters counters, HardwareLookups lookups) {
        this.counters = counters;
        this.lookups = lookups;
    }

    /**
     * The flow is gone, and its rule's last counters were not read.
     *
     * @param first it was one of first lookups
     */
    void add(Ufid ufid, FlowLedger ledger, boolean first) {
        rules.put(ufid, new Departed(ledger, first));
    }

    /** A rule's counters were read, and it is still there. */
    void observe(Ufid ufid, long generation, RawCounters raw) {
        Departed rule = rules.get(ufid);
        if (rule != null) {
            FlowStats before = rule.ledger().hardware();
            rule.ledger().observe(generation, raw);
            FlowStats after = rule.ledger().hardware();
            long packets = after.packets() - before.packets();
            long bytes = after.bytes() - before.bytes();
            counters.endedLater(packets, bytes);
            lookups.ended(new FlowStats(packets, bytes, FlowStats.NEVER, 0, false), rule.first());
        }
    }

    /** The last counters of a rule were read. True where the rule is one of these. */
    boolean retire(Ufid ufid, long generation, RawCounters last) {
        observe(ufid, generation, last);
        return rules.remove(ufid) != null;
    }

    /** The device holds none of these any more. */
    void clear() {
        rules.clear();
    }
}
