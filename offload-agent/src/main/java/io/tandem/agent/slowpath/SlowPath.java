package io.tandem.agent.slowpath;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import java.util.List;

/**
 * Decides what happens to packets. Its megaflows are sound: each packet that matches one gets the answer that it holds;
 * and they do not overlap, so that every packet has one flow.
 *
 * <p>Called by the packet thread ({@link #answer}) and by the control thread (the rest).
 */
public interface SlowPath {
    /** The megaflow for a packet with this key. */
    Megaflow answer(FlowKey packet);

    /** Grows whenever flows that were answered earlier may have other actions now. */
    long version();

    /** The actions that packets of this flow get now. */
    List<OdpAction> actionsOf(Megaflow flow);

    /** The flow has carried packets lately, in hardware or in software. */
    void seen(Megaflow flow);
}
