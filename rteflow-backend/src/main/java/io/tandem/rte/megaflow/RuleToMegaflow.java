package io.tandem.rte.megaflow;

import io.tandem.flow.Megaflow;
import io.tandem.rte.act.ActionsReader;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.match.PatternReader;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.OptionalInt;

/**
 * Reads rules as megaflows, or says what is in the way. What it answers for a rule of {@link
 * io.tandem.rte.translate.MegaflowTranslator} has the meaning of that rule's megaflow. Rules that only mark have no
 * megaflow here, nor have tunnels' rules but those of a switch. Immutable.
 */
public final class RuleToMegaflow {
    private final DatapathNumbers numbers;

    /** For one device. */
    public RuleToMegaflow(DatapathNumbers numbers) {
        this.numbers = numbers;
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
        PatternReader.Match match = PatternReader.read(ethdev, rule, recirculation.getAsInt(), numbers);
        ActionsReader actions = new ActionsReader(numbers, match.etherType(), match.protocol(), match.outer());
        return new RuleReading.Flow(
                Megaflow.of(match.key(), match.mask(), actions.read(rule.actions())), match.inexactIn());
    }
}
