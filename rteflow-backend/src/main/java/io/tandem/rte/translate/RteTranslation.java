package io.tandem.rte.translate;

import io.tandem.backend.Translation;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteRule;
import java.util.List;

/**
 * A rule for a megaflow.
 *
 * <p>{@code fit} is about packets whose headers are whole and sound and in Ethernet II framing, to a device that keeps to
 * the DPDK guide.
 *
 * @param ethdev number of the DPDK port that it is made at
 * @param rule the rule, in priority 0
 * @param fit whether the rule matches all that the megaflow does
 * @param narrowedIn the fields in which it matches less
 * @param jumpsTo the groups that its actions go to
 */
public record RteTranslation(
        int ethdev, RteRule rule, Translation.Fit fit, List<FlowField> narrowedIn, List<Integer> jumpsTo)
        implements RteOutcome {
    public RteTranslation {
        narrowedIn = List.copyOf(narrowedIn);
        jumpsTo = List.copyOf(jumpsTo);
    }
}
