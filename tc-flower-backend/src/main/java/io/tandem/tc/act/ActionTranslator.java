package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.odp.OdpActionText;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.host.RecircChains;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcMeters;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.match.PacketFacts;
import io.tandem.translate.RefusedException;
import java.util.List;

/** Turns lists of actions into tc's, or says why it cannot. Stateless beside what it was given. */
public final class ActionTranslator {
    private final TcCapabilities capabilities;
    private final TcPorts ports;
    private final RecircChains chains;
    private final TcMeters meters;

    /** For one kernel and one datapath. */
    public ActionTranslator(TcCapabilities capabilities, TcPorts ports, RecircChains chains, TcMeters meters) {
        this.capabilities = capabilities;
        this.ports = ports;
        this.chains = chains;
        this.meters = meters;
    }

    /**
     * The list as tc does it.
     *
     * @param facts what the rule's match proves
     * @throws RefusedException where tc can't do what the list does
     */
    public RuleActions translate(List<OdpAction> actions, PacketFacts facts) throws RefusedException {
        ActionList list = new ActionList(capabilities, ports, chains, meters, new PacketState(facts));
        list.add(actions, true);
        List<TcAction> result = list.actions();
        if (result.size() > capabilities.maxActions()) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    "",
                    "the list takes " + result.size() + " tc actions, a filter has " + capabilities.maxActions()
                            + "; its " + actions.size() + " actions are " + shortened(actions));
        }
        return new RuleActions(result, list.chains(), list.unfragmented());
    }

    private static String shortened(List<OdpAction> actions) {
        String text = OdpActionText.print(actions);
        return text.length() <= 120 ? text : text.substring(0, 117) + "...";
    }
}
