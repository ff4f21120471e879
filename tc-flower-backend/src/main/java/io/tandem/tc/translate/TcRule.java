package io.tandem.tc.translate;

import io.tandem.backend.Translation;
import io.tandem.flow.FlowField;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.TcAction;
import java.util.List;

/**
 * A rule for a megaflow, without its place among others.
 *
 * <p>{@code fit} is about packets whose headers are whole and sound, in Ethernet II framing and without an IPv6
 * authentication header: cls_flower and the openvswitch datapath read those alike. Broken headers leave both with zeros,
 * but not always from the same byte on. A length in an IP header that is not the frame's is broken too.
 *
 * @param inPort the datapath port that packets come in by
 * @param chain the chain that it stands in
 * @param protocol EtherType of the outermost header that isn't Ethernet, or {@link FilterId#ALL}
 * @param match what a packet must be beside
 * @param actions what is done with it
 * @param fit whether the rule matches all that the megaflow does
 * @param narrowedIn the fields in which it matches less
 * @param jumpsTo the chains that its actions go to
 */
public record TcRule(
        int inPort,
        int chain,
        int protocol,
        FlowerMatch match,
        List<TcAction> actions,
        Translation.Fit fit,
        List<FlowField> narrowedIn,
        List<Integer> jumpsTo)
        implements TcOutcome {
    public TcRule {
        actions = List.copyOf(actions);
        narrowedIn = List.copyOf(narrowedIn);
        jumpsTo = List.copyOf(jumpsTo);
    }
}
