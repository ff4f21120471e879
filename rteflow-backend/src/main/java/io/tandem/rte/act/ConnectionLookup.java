package io.tandem.rte.act;

import io.tandem.action.CtCommit;
import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.odp.OdpActionText;
import io.tandem.rte.host.GroupPlace;
import io.tandem.translate.RefusedException;
import java.util.List;

/**
 * The action {@code ct} of a flow whose packets are only looked up, and go on behind a recirculation: a jump to a group with a
 * rule for each connection that the host has told of.
 */
final class ConnectionLookup {
    /**
     * The place that the packets come to.
     *
     * @param behind the actions behind it
     * @param tags that the device has for it
     */
    static GroupPlace.BeforeLookup of(OdpAction.Ct ct, List<OdpAction> behind, PacketState state, int tags)
            throws RefusedException {
        if (tags == 0) {
            throw Unsupported.refuse(ct);
        }
        boolean plain = ct.commit() == CtCommit.NONE
                && ct.mark().isEmpty()
                && ct.label().isEmpty()
                && ct.helper().isEmpty()
                && ct.nat().isEmpty();
        if (!plain) {
            throw refused(
                    ct,
                    "the device knows packets of connections that are there, and changes neither those nor these; the flow"
                            + " stays in software");
        }
        if (behind.size() != 1 || !(behind.getFirst() instanceof OdpAction.Recirc recirc)) {
            throw refused(ct, "what becomes of a packet is behind a recirculation; recirc(...) comes next, and last");
        }
        if (state.facts.port().kind().isTunnel()) {
            throw refused(ct, "the device tracks no packets from inside a tunnel");
        }
        if (state.acted) {
            throw ActionList.order(
                    ct,
                    "a packet of no connection comes to the host as if it were fresh, and what is done before would be done"
                            + " twice; ct comes first");
        }
        return new GroupPlace.BeforeLookup(ct.zone(), recirc.id());
    }

    private static RefusedException refused(OdpAction.Ct ct, String sentence) {
        return new RefusedException(Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(ct), sentence);
    }

    private ConnectionLookup() {}
}
