package io.tandem.backend;

import io.tandem.flow.Ufid;
import io.tandem.stats.RawCounters;

/**
 * One rule as a device's dump reports it.
 *
 * @param ufid the identity that the rule carries in the hardware
 * @param ruleId the device's own name for it
 * @param counters what its counters read
 * @param readback how it compares with what was asked for
 */
public record RuleSnapshot(Ufid ufid, String ruleId, RawCounters counters, Readback readback) {
    /** What reading a rule back showed. */
    public sealed interface Readback {
        /** The rule was not asked to be read back. */
        record NotRead() implements Readback {}

        /** Match and actions are those of the flow, and the hardware holds them. */
        record Same() implements Readback {}

        /** The hardware holds something else, or does not hold it; {@code how} says what. */
        record Different(String how) implements Readback {}

        /** The rule carries a ufid that this process did not install: left from an earlier life, or foreign. */
        record Unknown() implements Readback {}
    }
}
