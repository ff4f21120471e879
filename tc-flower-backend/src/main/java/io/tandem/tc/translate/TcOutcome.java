package io.tandem.tc.translate;

import io.tandem.backend.Refusal;

/** What becomes of a megaflow. */
public sealed interface TcOutcome permits TcRule, TcOutcome.Refused {
    /**
     * There is no rule.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements TcOutcome {}
}
