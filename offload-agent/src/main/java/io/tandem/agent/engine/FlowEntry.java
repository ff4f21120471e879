package io.tandem.agent.engine;

import io.tandem.agent.reconcile.FlowLedger;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.stats.FlowStats;
import java.time.Instant;
import java.util.Optional;

/** One flow in the table: its software side, its hardware ledger and where it is. Changed by the control thread. */
final class FlowEntry {
    final DatapathFlow software;
    final FlowLedger ledger = new FlowLedger();
    final Instant created;

    private volatile FlowState state;
    /** True while the device holds a rule of this flow. */
    boolean installed;
    /** Why the device only marks the flow's packets, or is asked to; empty where its rule does all. */
    Optional<Refusal> whole = Optional.empty();
    /** Number of the last dump that read the rule's counters no later than the device promises. */
    long lastRead;
    /** How often in a row the device had no room for the flow, or failed on it. */
    int refusedInARow;

    FlowEntry(DatapathFlow software, FlowState state, Instant created) {
        this.software = software;
        this.state = state;
        this.created = created;
    }

    FlowState state() {
        return state;
    }

    void state(FlowState next) {
        state = next;
    }

    /** Where the flow is once that rule was read back. */
    FlowState heldBy(String device, String rule) {
        return whole.<FlowState>map(why -> new FlowState.Partial(device, rule, software.mark(), why))
                .orElseGet(() -> new FlowState.Offloaded(device, rule));
    }

    FlowView view() {
        FlowStats hardware = ledger.hardware();
        FlowStats carried = software.stats();
        return new FlowView(software.megaflow(), state, hardware.plus(carried), hardware, carried, created);
    }
}
