package io.tandem.agent.engine;

import io.tandem.backend.FlowState;
import io.tandem.backend.Marking;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;

/** What flows and their counts become by a device's answers to operations. Guarded by the engine. */
final class DeviceAnswers {
    private final FlowRegister flows;
    private final PlacementQueue queue;
    private final PlacementCounters counters;
    private final RefusedFlows refused;
    private final DepartedRules departed;
    private final OffloadedConnections connections;

    DeviceAnswers(
            FlowRegister flows,
            PlacementQueue queue,
            PlacementCounters counters,
            RefusedFlows refused,
            DepartedRules departed,
            OffloadedConnections connections) {
        this.flows = flows;
        this.queue = queue;
        this.counters = counters;
        this.refused = refused;
        this.departed = departed;
        this.connections = connections;
    }

    /**
     * Takes one answer.
     *
     * @param generation the device's life in which the operation was carried out
     * @param dump how many dumps there have been
     */
    void take(OffloadDevice target, long generation, long dump, OffloadOperation operation, OffloadResult result) {
        if (result instanceof OffloadResult.Deleted) {
            connections.roomAppeared();
        }
        if (connections.applied(operation, result)) {
            return;
        }
        switch (result) {
            case OffloadResult.Installed(Ufid ufid, String rule) ->
                flows.with(ufid, e -> holds(target, generation, dump, e));
            case OffloadResult.Modified(Ufid ufid, String rule, RawCounters last) -> {
                retire(ufid, generation, last);
                flows.with(ufid, e -> holds(target, generation, dump, e));
            }
            case OffloadResult.Deleted(Ufid ufid, RawCounters last) -> {
                retire(ufid, generation, last);
                flows.with(ufid, e -> e.installed = false);
                queue.roomAppeared();
            }
            case OffloadResult.NotFound(Ufid ufid) ->
                flows.with(ufid, e -> {
                    e.installed = false;
                    e.ledger.ended();
                    if (operation instanceof OffloadOperation.Modify) {
                        enqueue(target, ufid, e);
                    }
                });
            case OffloadResult.Refused(Ufid ufid, Refusal refusal, RawCounters last) -> {
                if (operation instanceof OffloadOperation.Delete) {
                    // The rule is still there, and the next dump shows it.
                    counters.refused(refusal);
                    return;
                }
                retire(ufid, generation, last);
                flows.with(ufid, e -> {
                    if (e.installed) {
                        e.installed = false;
                        queue.roomAppeared();
                    }
                    if (!(operation instanceof OffloadOperation.Mark)
                            && target.explain(e.software.megaflow()) instanceof Marking) {
                        counters.refused(refusal);
                        enqueue(target, ufid, e);
                    } else {
                        refused.refuse(e, refusal);
                    }
                });
            }
        }
    }

    /** A rule that marks counts nothing: software counts the packets that it gives to the host. */
    private void holds(OffloadDevice target, long generation, long dump, FlowEntry entry) {
        if (entry.whole.isPresent()) {
            entry.ledger.ended();
        } else {
            entry.ledger.installed(generation);
        }
        if (!entry.installed) {
            counters.installed();
        }
        entry.installed = true;
        entry.refusedInARow = 0;
        entry.lastRead = dump;
        Megaflow flow = entry.software.megaflow();
        queue.forget(flow.ufid());
        if (entry.whole.isPresent()) {
            refused.marked(entry, entry.whole.get());
        } else {
            RecircTargets.of(flow.actions()).forEach(queue::parentArrived);
        }
        flows.move(entry, new FlowState.Pending(target.name()));
    }

    /** A rule has ended with these counts, which are the flow's, or those of a flow that has gone. */
    void retire(Ufid ufid, long generation, RawCounters last) {
        if (!departed.retire(ufid, generation, last)) {
            flows.with(ufid, e -> e.ledger.retire(generation, last));
        }
    }

    /** The flow waits for a place in the device. */
    void enqueue(OffloadDevice target, Ufid ufid, FlowEntry entry) {
        queue.add(ufid);
        flows.move(entry, new FlowState.Pending(target.name()));
    }
}
