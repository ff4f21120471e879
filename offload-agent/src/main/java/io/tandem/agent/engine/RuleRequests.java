package io.tandem.agent.engine;

import io.tandem.backend.Explanation;
import io.tandem.backend.FlowState;
import io.tandem.backend.Marking;
import io.tandem.backend.MissPlaces;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import java.util.Optional;

/** What a device is asked for flows: a rule that does all, one that marks, or none. One thread at a time. */
final class RuleRequests {
    private final FlowRegister flows;
    private final RefusedFlows refused;

    RuleRequests(FlowRegister flows, RefusedFlows refused) {
        this.flows = flows;
        this.refused = refused;
    }

    /**
     * What is asked of the device for a flow; empty where nothing is, and the flow is where it stays.
     *
     * @param explanation what the device has to say of the flow
     */
    Optional<OffloadOperation> request(FlowEntry entry, Megaflow flow, Explanation explanation) {
        switch (explanation) {
            case Refusal refusal
            when !entry.installed -> {
                refused.refuse(entry, refusal);
                return Optional.empty();
            }
            case Marking(Translation _, Refusal whole)
            when entry.software.mark() >= MissPlaces.FIRST_MARK -> {
                return request(entry, flow, whole);
            }
            case Marking(Translation _, Refusal whole) -> {
                boolean marked = entry.installed && entry.whole.isPresent();
                entry.whole = Optional.of(whole);
                if (!marked) {
                    return Optional.of(new OffloadOperation.Mark(flow, entry.software.mark()));
                }
                refused.marked(entry, whole);
                if (entry.state() instanceof FlowState.Partial(String device, String rule, long _, Refusal _)) {
                    flows.move(entry, entry.heldBy(device, rule));
                }
                return Optional.empty();
            }
            case Translation _, Refusal _ -> {
                entry.whole = Optional.empty();
                return Optional.of(
                        entry.installed ? new OffloadOperation.Modify(flow) : new OffloadOperation.Put(flow));
            }
        }
    }
}
