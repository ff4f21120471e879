package io.tandem.tc.match;

import io.tandem.flow.FlowField;
import io.tandem.tc.filter.FlowerMatch;
import java.util.List;

/**
 * A megaflow's match as flower has it.
 *
 * @param protocol the filter's protocol
 * @param match its keys
 * @param narrowedIn the fields in which they match less
 * @param facts what they prove
 */
public record RuleMatch(int protocol, FlowerMatch match, List<FlowField> narrowedIn, PacketFacts facts) {}
