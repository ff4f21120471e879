package io.tandem.rte.translate;

import io.tandem.backend.Refusal;

/** What becomes of a megaflow. */
public sealed interface RteOutcome permits RteTranslation, RteOutcome.Refused {
    /**
     * There is no rule.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements RteOutcome {}
}
