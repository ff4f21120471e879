package io.tandem.backend;

import java.time.Instant;

/** Where a flow is carried. A flow is in exactly one of these at a time. */
public sealed interface FlowState {
    /** The word for this state in the API and in filters. */
    default String word() {
        return switch (this) {
            case Software s -> "SOFTWARE";
            case Pending p -> "PENDING";
            case Offloaded o -> "OFFLOADED";
            case Partial p -> "PARTIAL";
            case Failed f -> "FAILED";
            case Evicted e -> "EVICTED";
        };
    }

    /** Software carries it, and this is why. */
    record Software(Refusal refusal) implements FlowState {}

    /** A device accepted the rule, and it has not been read back yet; or it is about to be asked. */
    record Pending(String device) implements FlowState {}

    /** The device holds the rule; it was read back and is what was asked for. */
    record Offloaded(String device, String ruleId) implements FlowState {}

    /**
     * The device marks the flow's packets, and was read back; software finds the flow by the mark and does the rest.
     *
     * @param whole why the device does not do all of it
     */
    record Partial(String device, String ruleId, long mark, Refusal whole) implements FlowState {}

    /** The device failed; software carries the flow until it is tried again. */
    record Failed(Refusal refusal, Instant retryAt) implements FlowState {}

    /** Taken out of the device to make room; software carries it. */
    record Evicted(String device) implements FlowState {}
}
