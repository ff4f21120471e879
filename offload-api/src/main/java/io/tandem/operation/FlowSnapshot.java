package io.tandem.operation;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import java.util.List;

/**
 * A flow as its datapath tells it.
 *
 * @param id its identity
 * @param key the values matched; bits outside the mask are zero
 * @param mask the bits matched
 * @param actions what is done with a packet, in order
 * @param stats what was counted so far
 */
public record FlowSnapshot(FlowId id, FlowKey key, FlowMask mask, List<OdpAction> actions, FlowStats stats) {
    public FlowSnapshot {
        key = key.masked(mask);
        actions = List.copyOf(actions);
    }

    /** The flow without its statistics; one that has no ufid gets the digest of its key for one. */
    public Megaflow megaflow() {
        return new Megaflow(id.ufid(), key, mask, actions);
    }
}
