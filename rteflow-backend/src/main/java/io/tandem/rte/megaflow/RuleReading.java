package io.tandem.rte.megaflow;

import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.rte.transport.RteError;
import java.util.List;

/** What a rule is as a megaflow. */
public sealed interface RuleReading {
    /**
     * A megaflow that does with packets what the rule does.
     *
     * @param flow its match and actions, with the identity that these give it
     * @param inexactIn the fields in which it matches more packets than the rule
     */
    record Flow(Megaflow flow, List<FlowField> inexactIn) implements RuleReading {
        public Flow {
            inexactIn = List.copyOf(inexactIn);
        }
    }

    /**
     * There is no such megaflow.
     *
     * @param why what a driver answers to such a rule
     */
    record None(RteError why) implements RuleReading {}
}
