package io.tandem.datapath.upcall;

import io.tandem.action.OdpAction;
import java.util.List;

/**
 * A packet that a userspace action hands to the slow path.
 *
 * @param port ingress port
 * @param frame the frame as it was at that action, without FCS
 * @param action the action
 * @param actions the list that the action stands in, where the action asks for it; else empty
 * @param queuedNanos when it was queued, on the clock of {@link System#nanoTime}
 */
public record ActionUpcall(
        int port, byte[] frame, OdpAction.Userspace action, List<OdpAction> actions, long queuedNanos)
        implements Upcall {}
