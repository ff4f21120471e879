package io.tandem.agent.slowpath;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.Optional;

/**
 * Decides over the packets that no megaflow matches.
 *
 * <p>Every answer is sound: any packet that matches the megaflow would have got the same actions. Two answers of one
 * {@link #version()} are either the same flow or share no packet. Every method may be called by any thread.
 */
public interface SlowPath {
    /**
     * The megaflow that a packet belongs to. Its actions are never empty: what is to be dropped has a drop action.
     *
     * @param packet every field of the packet, with its ingress port and recirculation id
     */
    Megaflow answer(FlowKey packet);

    /** Grows whenever answers given before may have changed, so that flows have to be looked at again. */
    default long version() {
        return 0;
    }

    /**
     * The actions that an installed flow should have by now. Empty where this slow path would not give such a flow any
     * more, so that it has to go.
     */
    Optional<List<OdpAction>> revalidate(Megaflow flow);

    /**
     * Tells that a flow carried packets which the slow path did not see.
     *
     * @param usedNanos time of the last of them on the clock of {@link System#nanoTime()}
     */
    default void seen(Megaflow flow, long usedNanos) {}
}
