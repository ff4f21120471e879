package io.tandem.rte.megaflow;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads rules as megaflows, or says what is in the way. What it answers for a rule of {@link
 * io.tandem.rte.translate.MegaflowTranslator} has the meaning of that rule's megaflow. Tunnels' rules, and those that
 * only mark, have no megaflow here. Immutable.
 */
public final class RuleToMegaflow {
    private final DatapathNumbers numbers;

    /** For one device. */
    public RuleToMegaflow(DatapathNumbers numbers) {
        this.numbers = numbers;
    }

    /** What numbers in rules stand for in the datapath. */
    public interface DatapathNumbers {
        /** The datapath's port of a DPDK port; empty where it has none. */
        OptionalInt portOf(int ethdev);

        /** The recirculation id that a group stands for, 0 for group 0; empty where it stands for none. */
        OptionalInt recirculationOf(int group);
    }

    /**
     * A megaflow, or what is in the way. The priority does not matter.
     *
     * @param ethdev the DPDK port that the rule is made at
     */
    public RuleReading read(int ethdev, RteRule rule) {
        try {
            return flow(ethdev, rule);
        } catch (RuleNotTakenException e) {
            return new RuleReading.None(e.error());
        }
    }

    private RuleReading flow(int ethdev, RteRule rule) throws RuleNotTakenException {
        if (rule.traffic().size() != 1 || rule.traffic().contains(Traffic.EGRESS)) {
            throw RuleNotTakenException.attribute(
                    RteErrorType.ATTR_EGRESS,
                    "a megaflow is for packets that come in; ingress or transfer, one of them");
        }
        OptionalInt recirculation = numbers.recirculationOf(rule.group());
        if (recirculation.isEmpty()) {
            throw RuleNotTakenException.attribute(
                    RteErrorType.ATTR_GROUP, "group " + rule.group() + " stands for no recirculation");
        }
        ReadPattern read = new ReadPattern(rule.pattern());
        read.exact(FlowField.RECIRC_ID, Integer.toUnsignedLong(recirculation.getAsInt()));
        PortReader.read(read, ethdev, rule.traffic(), numbers);
        LinkReader.read(read);
        NetworkReader.read(read);
        TransportReader.read(read);
        read.requireEnd();
        List<OdpAction> actions = new ActionsReader(numbers, read).read(rule.actions());
        return new RuleReading.Flow(Megaflow.of(read.key(), read.mask(), actions), List.copyOf(read.inexact));
    }
}
