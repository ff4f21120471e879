package io.tandem.tc.megaflow;

import io.tandem.flow.Megaflow;
import io.tandem.tc.act.ActionReader;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.match.FilterMatch;
import io.tandem.tc.match.MatchReader;
import java.util.OptionalInt;

/**
 * Reads filters as megaflows, or says what is in the way. What it answers for a rule of {@link
 * io.tandem.tc.translate.MegaflowTranslator} has the meaning of that rule's megaflow. It asks nobody but what it was
 * given, and keeps nothing. Thread-safe where {@link DatapathNumbers} is.
 */
public final class FilterToMegaflow {
    private final TcCapabilities capabilities;
    private final DatapathNumbers numbers;
    private final ActionReader actions;

    /** For one kernel and one datapath. */
    public FilterToMegaflow(TcCapabilities capabilities, DatapathNumbers numbers) {
        this.capabilities = capabilities;
        this.numbers = numbers;
        actions = new ActionReader(numbers);
    }

    /** A megaflow, or what is in the way. Flags, priority and handle don't matter. */
    public FilterReading read(TcFilter filter) {
        try {
            return flow(filter);
        } catch (NoMegaflowException e) {
            return new FilterReading.None(e.why());
        }
    }

    private FilterReading flow(TcFilter filter) throws NoMegaflowException {
        if (!(filter.id().attach() instanceof AttachPoint.Ingress ingress)) {
            throw NoMegaflowException.part("attach", "a megaflow is for packets that one device receives");
        }
        TcPort port = numbers.portOf(ingress.ifindex())
                .orElseThrow(() -> NoMegaflowException.part(
                        "attach", "device " + ingress.ifindex() + " is no port of the datapath"));
        OptionalInt recirculation = numbers.recirculationOf(filter.id().chain());
        if (recirculation.isEmpty()) {
            throw NoMegaflowException.part("chain", "chain " + filter.id().chain() + " stands for no recirculation");
        }
        if (filter.classId() != 0) {
            throw NoMegaflowException.part("class", "a megaflow puts packets in no class");
        }
        FilterMatch match = MatchReader.read(
                filter.match(), port, recirculation.getAsInt(), filter.id().protocol(), capabilities);
        Megaflow flow =
                Megaflow.of(match.facts().key(), match.facts().mask(), actions.read(filter.actions(), match.facts()));
        return new FilterReading.Flow(flow, match.inexactIn());
    }
}
