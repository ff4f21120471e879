package io.tandem.conformance.tcwords;

import io.vertx.core.json.JsonObject;

/**
 * What became of one command that tc and Tandem were both given.
 *
 * @param name the page, or the case's id
 * @param command the words
 * @param verdict how they compare
 * @param detail why; for a difference, what each side had
 */
public record Comparison(String name, String command, Verdict verdict, String detail) {
    /** How two answers compare. */
    public enum Verdict {
        /** Both made the same. */
        EQUAL("equal"),
        /** Both were refused, with the same error and words where the kernel refused. */
        REFUSED("refused equally"),
        /** The command is not about what Tandem puts into a kernel. */
        OUTSIDE("outside"),
        /** tc itself does not do here what its test expects, and Tandem is equal to tc. */
        TC_OTHERWISE("equal to tc, not to the expectation"),
        /** The filter is no megaflow. */
        NO_MEGAFLOW("no megaflow"),
        /** The filter is a megaflow that Tandem makes no rule of. */
        NO_RULE("a megaflow without a rule"),
        /** The megaflow's rule is another filter, which is the same megaflow. */
        SAME_MEGAFLOW("another filter of the same megaflow"),
        /** They differ. */
        DIFFERENT("different");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        /** For reports. */
        public String words() {
            return words;
        }
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("command", command)
                .put("verdict", verdict.name())
                .put("detail", detail);
    }

    static Comparison of(JsonObject json) {
        return new Comparison(
                json.getString("name"),
                json.getString("command"),
                Verdict.valueOf(json.getString("verdict")),
                json.getString("detail"));
    }
}
