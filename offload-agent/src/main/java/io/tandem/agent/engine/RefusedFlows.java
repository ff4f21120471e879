package io.tandem.agent.engine;

import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** What becomes of flows that a device does not take, or not whole: where they are, and when they are tried again. One thread. */
final class RefusedFlows {
    private final FlowRegister flows;
    private final PlacementQueue queue;
    private final PlacementCounters counters;
    private final EngineConfig config;
    private final Clock clock;

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
        wait(entry.software.megaflow(), whole, nextTry(entry));
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
