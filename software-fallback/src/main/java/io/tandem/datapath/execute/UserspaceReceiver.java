package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.datapath.packet.Packet;
import java.util.List;

/** Takes the packets of userspace actions. Called by packet threads. */
@FunctionalInterface
public interface UserspaceReceiver {
    /** Takes none. */
    UserspaceReceiver NONE = (packet, action, actions) -> false;

    /**
     * Takes a packet, which stays the caller's: what is kept is copied.
     *
     * @param packet as it is at this point of the list, cut where trunc says so
     * @param action the action that hands it over
     * @param actions the list that the action stands in, where the action asks for it; else empty
     * @return false where the packet was not taken, as where a queue is full
     */
    boolean receive(Packet packet, OdpAction.Userspace action, List<OdpAction> actions);
}
