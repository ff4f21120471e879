package io.tandem.rte.match;

import io.tandem.flow.FlowField;
import io.tandem.rte.flow.PatternItem;
import java.util.List;

/**
 * A megaflow's match as a pattern.
 *
 * @param pattern its items
 * @param narrowedIn the fields in which they match less
 * @param facts what they prove
 */
public record RuleMatch(List<PatternItem> pattern, List<FlowField> narrowedIn, PacketFacts facts) {
    public RuleMatch {
        pattern = List.copyOf(pattern);
        narrowedIn = List.copyOf(narrowedIn);
    }
}
