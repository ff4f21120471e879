package io.tandem.operation;

import io.tandem.stats.FlowStats;
import io.tandem.validate.Errno;

/** The answer to one {@link FlowOperation}. Immutable. */
public sealed interface FlowOperationResult {
    /**
     * A put was carried out.
     *
     * @param stats the flow's statistics: zero where it is new, else what it had counted, before they were cleared
     *     where that was asked for. The kernel fills its reply before it clears.
     */
    record Stored(FlowStats stats) implements FlowOperationResult {}

    /**
     * A flow was removed.
     *
     * @param stats its final statistics
     */
    record Deleted(FlowStats stats) implements FlowOperationResult {}

    /**
     * A flow was read.
     *
     * @param flow the flow as it is now
     */
    record Found(FlowSnapshot flow) implements FlowOperationResult {}

    /** An operation that has nothing to tell, such as execute, flush or dump, was carried out. */
    record Done() implements FlowOperationResult {}

    /**
     * Nothing was changed.
     *
     * @param errno the kernel's name for the reason
     * @param sentence the reason in words that a person can act on
     */
    record Failed(Errno errno, String sentence) implements FlowOperationResult {}
}
