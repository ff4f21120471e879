package io.tandem.tc.megaflow;

import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.tc.host.NoMegaflow;
import java.util.List;

/** What a filter is as a megaflow. */
public sealed interface FilterReading {
    /**
     * A megaflow that does with packets what the filter does.
     *
     * @param flow its match and actions, with the identity that these give it
     * @param inexactIn the fields in which it matches other packets than the filter; about packets whose headers are whole and
     *     sound, as {@link io.tandem.tc.translate.TcRule#fit} is
     */
    record Flow(Megaflow flow, List<FlowField> inexactIn) implements FilterReading {
        public Flow {
            inexactIn = List.copyOf(inexactIn);
        }
    }

    /**
     * There is no such megaflow.
     *
     * @param why the key or action in the way
     */
    record None(NoMegaflow why) implements FilterReading {}
}
