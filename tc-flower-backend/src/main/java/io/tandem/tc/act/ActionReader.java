package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.tc.match.PacketFacts;
import java.util.List;

/**
 * Makes a megaflow's actions of a filter's: the other way round of {@link ActionTranslator}, by the same tables. It keeps
 * nothing. Source: Open vSwitch, lib/netdev-offload-tc.c, parse_tc_flower_to_actions; net/sched/act_api.c.
 */
public final class ActionReader {
    private final DatapathNumbers numbers;

    /** For one datapath. */
    public ActionReader(DatapathNumbers numbers) {
        this.numbers = numbers;
    }

    /**
     * The list as a megaflow does it.
     *
     * @param facts what the filter's match proves
     * @throws NoMegaflowException where no megaflow does what the list does
     */
    public List<OdpAction> read(List<TcAction> actions, PacketFacts facts) throws NoMegaflowException {
        if (actions.isEmpty()) {
            throw ReadActions.empty();
        }
        return new ReadActions(actions, numbers, new PacketState(facts)).read();
    }
}
