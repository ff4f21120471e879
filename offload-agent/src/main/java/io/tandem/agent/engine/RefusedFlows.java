package io.tandem.agent.engine;

import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What becomes of flows that a device does not take, or not whole: where they are, and when they are tried again. One thread. */
final class RefusedFlows {
    private final FlowRegister flows;
    private final PlacementQueue queue;
    private final PlacementCounters counters;
    private final EngineConfig config;
    private final Clock clock;
    /** Flows that were marked, in that order; some may not be any more. */
    private final Set<Ufid> marked = new LinkedHashSet<>();
    /** Rules that there was no room for since marks were last taken out, but for those that mark. */
    private int crowdedOut;

    RefusedFlows(
            FlowRegister flows, PlacementQueue queue, PlacementCounters counters, EngineConfig config, Clock clock) {
        this.flows = flows;
        this.queue = queue;
        this.counters = counters;
        this.config = config;
        this.clock = clock;
    }

    /** The device has no rule for the flow, not even one that marks. */
    void refuse(FlowEntry entry, Refusal refusal) {
        counters.refused(refusal);
        Optional<Refusal> whole = entry.whole;
        entry.whole = Optional.empty();
        Instant retryAt = nextTry(entry);
        Megaflow flow = entry.software.megaflow();
        switch (refusal.code()) {
            case TABLE_FULL, MASK_LIMIT -> {
                crowdedOut += whole.isEmpty() ? 1 : 0;
                queue.noRoom(flow.ufid(), retryAt);
                flows.move(entry, new FlowState.Software(refusal));
            }
            case DEVICE_ERROR -> flows.move(entry, new FlowState.Failed(refusal, retryAt));
            default -> {
                // Where only the mark was refused, what there is to say of the flow is why there was no other rule.
                Refusal why = whole.orElse(refusal);
                wait(flow, why, retryAt);
                flows.move(entry, new FlowState.Software(why));
            }
        }
    }

    /** The device marks the flow's packets, and does no more, for that reason. */
    void marked(FlowEntry entry, Refusal whole) {
        marked.add(entry.software.megaflow().ufid());
        wait(entry.software.megaflow(), whole, nextTry(entry));
    }

    /**
     * Marks that have to go for rules that do all: as many as there was no room for since the last call. A mark saves a
     * lookup, a rule that does all saves the packet.
     */
    List<Ufid> marksInTheWay() {
        List<Ufid> chosen = new ArrayList<>();
        Iterator<Ufid> oldest = marked.iterator();
        while (chosen.size() < crowdedOut && oldest.hasNext()) {
            Ufid ufid = oldest.next();
            oldest.remove();
            FlowEntry entry = flows.find(ufid);
            if (entry != null && entry.installed && entry.whole.isPresent()) {
                chosen.add(ufid);
            }
        }
        crowdedOut = 0;
        return chosen;
    }

    /** A mark was taken out to make room; it comes back when there is room again, and some time has passed. */
    void evicted(FlowEntry entry, String device) {
        entry.whole = Optional.empty();
        queue.noRoom(entry.software.megaflow().ufid(), nextTry(entry));
        flows.move(entry, new FlowState.Evicted(device));
    }

    private Instant nextTry(FlowEntry entry) {
        return clock.instant().plus(config.backOff(++entry.refusedInARow));
    }

    private void wait(Megaflow flow, Refusal refusal, Instant retryAt) {
        if (refusal.code() == Refusal.Code.CHAIN_PARENT) {
            queue.noParent(flow.ufid(), (int) flow.key().get(FlowField.RECIRC_ID));
        }
        if (refusal.code() == Refusal.Code.CHAIN_PARENT || refusal.code() == Refusal.Code.PORT_NOT_OFFLOADABLE) {
            queue.later(flow.ufid(), retryAt);
        }
    }
}
