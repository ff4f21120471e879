package io.tandem.conformance.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * How a run of a suite ended.
 *
 * @param suite its name
 * @param exit its exit code
 * @param seconds how long it took
 * @param words the last line that it wrote
 */
record SuiteVerdict(String suite, int exit, double seconds, String words) {
    boolean passed() {
        return exit == ExitCodes.DONE;
    }

    /** A line of a table. */
    String line() {
        String verdict =
                switch (exit) {
                    case ExitCodes.DONE -> "passed";
                    case ExitCodes.REFUSED -> "FAILED";
                    default -> "NOT RUN";
                };
        return "%-12s %-8s %8.1f s  %s".formatted(suite, verdict, seconds, words);
    }

    static JsonArray toJson(List<SuiteVerdict> verdicts) {
        JsonArray all = new JsonArray();
        verdicts.forEach(v -> all.add(new JsonObject()
                .put("suite", v.suite)
                .put("exit", v.exit)
                .put("seconds", v.seconds)
                .put("words", v.words)));
        return all;
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws ClassCastException where it is something else
     */
    static List<SuiteVerdict> ofJson(JsonArray all) {
        return all.stream()
                .map(JsonObject.class::cast)
                .map(v -> new SuiteVerdict(
                        v.getString("suite", ""),
                        v.getInteger("exit", ExitCodes.REFUSED),
                        v.getDouble("seconds", 0.0),
                        v.getString("words", "")))
                .toList();
    }
}
