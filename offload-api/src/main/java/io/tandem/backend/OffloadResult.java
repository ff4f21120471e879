package io.tandem.backend;

import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;

/** The answer to one {@link OffloadOperation}. */
public sealed interface OffloadResult {
    /** The flow that was asked about. */
    Ufid ufid();

    /** The device accepted the rule; its counters start at zero. */
    record Installed(Ufid ufid, String ruleId) implements OffloadResult {}

    /** The rule has its new actions; {@code last} is what was counted under the old ones. */
    record Modified(Ufid ufid, String ruleId, RawCounters last) implements OffloadResult {}

    /** The rule is gone; {@code last} is all that it counted since it was installed or modified. */
    record Deleted(Ufid ufid, RawCounters last) implements OffloadResult {}

    /** The device holds no rule of that ufid. */
    record NotFound(Ufid ufid) implements OffloadResult {}

    /**
     * The device did not take the change. Where a modify was refused the old rule is gone as well, and {@code last}
     * is what it had counted; else it is zero.
     */
    record Refused(Ufid ufid, Refusal refusal, RawCounters last) implements OffloadResult {}
}
