package io.tandem.backend;

import io.tandem.flow.FlowField;
import java.util.List;

/**
 * The rule that a device would hold for a flow.
 *
 * @param fit whether the rule matches all that the flow does
 * @param narrowedIn the fields in which a {@link Fit#NARROWER} rule matches less; empty for an exact one
 * @param text the rule in the notation of the device's own tools
 */
public record Translation(Fit fit, List<FlowField> narrowedIn, String text) implements Explanation {
    public Translation {
        narrowedIn = List.copyOf(narrowedIn);
    }

    /** How a rule's match compares with its flow's. A rule that matches more is never made. */
    public enum Fit {
        EXACT,
        NARROWER
    }

    /** A rule that matches just what its flow does. */
    public static Translation exact(String text) {
        return new Translation(Fit.EXACT, List.of(), text);
    }
}
