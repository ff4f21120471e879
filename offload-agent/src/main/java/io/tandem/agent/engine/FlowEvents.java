package io.tandem.agent.engine;

import io.tandem.backend.FlowState;
import io.tandem.flow.Ufid;

/** Told of every transition of a flow's state, by the thread that makes it; must return soon. */
public interface FlowEvents {
    /** The flow is somewhere else now. */
    void moved(Ufid ufid, FlowState from, FlowState to);

    /** Nobody listens. */
    static FlowEvents none() {
        return (ufid, from, to) -> {};
    }
}
