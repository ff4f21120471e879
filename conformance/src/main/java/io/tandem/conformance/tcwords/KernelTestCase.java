package io.tandem.conformance.tcwords;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A case of the kernel's own tests of traffic control.
 *
 * <p>Source: tools/testing/selftests/tc-testing of the kernel, creating-testcases/AddingTestCases.txt and tdc.py.
 *
 * @param id the case's
 * @param setup commands that come before
 * @param command what is tried, {@code cmdUnderTest}
 * @param succeeds whether it must be taken
 * @param verify the command whose output is looked at
 * @param pattern what is looked for in it
 * @param count how often it must be found
 */
record KernelTestCase(
        String id, List<Setup> setup, String command, boolean succeeds, String verify, Pattern pattern, int count) {
    private static final Pattern ADDS_ACTIONS = Pattern.compile("tc actions? (add|replace|change) .*");
    private static final Pattern ADDS_FLOWER = Pattern.compile("tc filter (add|replace) .*\\bflower\\b.*");
    private static final Pattern VARIABLE = Pattern.compile("\\$(TC|IP|DEV0|DEV1|DEV2|DUMMY)\\b");

    /** A command of a setup, with the exit statuses that do not end the case. */
    record Setup(String command, List<Integer> statuses) {
        Setup {
            statuses = List.copyOf(statuses);
        }
    }

    KernelTestCase {
        setup = List.copyOf(setup);
    }

    static List<KernelTestCase> read(JsonArray cases) {
        List<KernelTestCase> read = new ArrayList<>();
        for (Object one : cases) {
            read.add(read((JsonObject) one));
        }
        return read;
    }

    private static KernelTestCase read(JsonObject json) {
        List<Setup> setup = new ArrayList<>();
        for (Object one : json.getJsonArray("setup", new JsonArray())) {
            if (one instanceof JsonArray line) {
                List<Integer> statuses = new ArrayList<>();
                line.stream().skip(1).forEach(status -> statuses.add((Integer) status));
                setup.add(new Setup(line.getString(0), statuses));
            } else {
                setup.add(new Setup((String) one, List.of(0)));
            }
        }
        return new KernelTestCase(
                json.getString("id"),
                setup,
                json.getString("cmdUnderTest"),
                json.getString("expExitCode").equals("0"),
                json.getString("verifyCmd"),
                Pattern.compile(json.getString("matchPattern"), Pattern.DOTALL | Pattern.MULTILINE),
                Integer.parseInt(json.getString("matchCount")));
    }

    /** True where the expectation is met by that output. */
    boolean found(String output) {
        return pattern.matcher(output).results().count() == count;
    }

    /** True where the case needs devices of its own. */
    boolean needsDevices() {
        return (setup + command).matches("(?s).*\\$(DEV|DUMMY).*");
    }

    /** A line with the names of programs and devices in it. */
    static String named(String line, String tc) {
        return VARIABLE.matcher(line)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "TC" -> tc;
                            case "IP" -> "ip";
                            case "DEV0" -> TestDevices.DEV0;
                            case "DEV1" -> TestDevices.DEV1;
                            case "DEV2" -> TestDevices.DEV2;
                            default -> TestDevices.DUMMY;
                        }));
    }

    /** True where a command, expanded, adds actions, or a flower filter. */
    static boolean adds(String expanded) {
        return ADDS_ACTIONS.matcher(expanded).matches()
                || ADDS_FLOWER.matcher(expanded).matches();
    }
}
