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
    private final Map<Ufid, FlowLedger> ledgers = new HashMap<>();
    private final PlacementCounters counters;

    DepartedRules(PlacementCounters counters) {
        this.counters = counters;
    }

    /** The flow is gone, and its rule's last counters were not read. */
    void add(Ufid ufid, FlowLedger ledger) {
        ledgers.put(ufid, ledger);
    }

    /** A rule's counters were read, and it is still there. */
    void observe(Ufid ufid, long generation, RawCounters raw) {
        FlowLedger ledger = ledgers.get(ufid);
        if (ledger != null) {
            FlowStats before = ledger.hardware();
            ledger.observe(generation, raw);
            count(before, ledger.hardware());
        }
    }

    /** The last counters of a rule were read. True where the rule is one of these. */
    boolean retire(Ufid ufid, long generation, RawCounters last) {
        observe(ufid, generation, last);
        return ledgers.remove(ufid) != null;
    }

    private void count(FlowStats before, FlowStats after) {
        counters.endedLater(after.packets() - before.packets(), after.bytes() - before.bytes());
    }

    /** The device holds none of these any more. */
    void clear() {
        ledgers.clear();
    }
}
