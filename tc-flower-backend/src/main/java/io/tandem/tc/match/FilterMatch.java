package io.tandem.tc.match;

import io.tandem.flow.FlowField;
import java.util.List;

/**
 * A filter's match as a megaflow has it.
 *
 * @param inexactIn the fields in which the megaflow matches other packets than the filter
 * @param facts what the match proves; it has key and mask
 */
public record FilterMatch(List<FlowField> inexactIn, PacketFacts facts) {
    public FilterMatch {
        inexactIn = List.copyOf(inexactIn);
    }
}
