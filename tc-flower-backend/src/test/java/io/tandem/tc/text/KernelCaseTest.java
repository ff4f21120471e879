package io.tandem.tc.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.tc.text.TcParseException.Reason;
import io.tandem.vectors.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the kernel's own tests of actions and filters: which are taken. Source: tools/testing/selftests/tc-testing. */
class KernelCaseTest {
    private static final Pattern CASE = Pattern.compile(
            "\"id\": \"(\\w+)\".*?\"cmdUnderTest\": \"((?:[^\"\\\\]|\\\\.)*)\",\\s*\"expExitCode\": \"(\\d+)\"",
            Pattern.DOTALL);
    private static final Pattern ACTIONS = Pattern.compile("tc actions? add action");
    private static final Pattern DEVICE = Pattern.compile("\\$(DEV1|DEV2|DUMMY)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "csum",
                "ct",
                "gact",
                "mirred",
                "mpls",
                "pedit",
                "police",
                "sample",
                "skbedit",
                "tunnel_key",
                "vlan"
            })
    void takesWhatTheKernelTakes(String kind) throws IOException {
        int cases = compare("tc/actions-" + kind + ".json", Reason.MALFORMED);
        assertTrue(cases > 0, kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctinfo", "gate", "nat", "simple", "skbmod"})
    void namesWhatNoFlowNeeds(String kind) throws IOException {
        int cases = compare("tc/actions-" + kind + ".json", Reason.NOT_FOR_FLOWS);
        assertTrue(cases > 0, kind);
    }

    @ParameterizedTest
    @ValueSource(strings = "tests")
    void takesFilters(String file) throws IOException {
        assertEquals(3, compare("tc/filters-" + file + ".json", Reason.MALFORMED));
    }

    /** How many cases there are; a case that must fail must be refused for any reason, unless the words cannot tell. */
    private static int compare(String file, Reason wanted) throws IOException {
        TcCommandParser parser = new TcCommandParser(DeviceNames.of(Map.of("lo", 1)));
        Set<String> kernelOnly = kernelOnly();
        List<String> wrong = new ArrayList<>();
        Set<String> met = new TreeSet<>();
        int cases = 0;
        Matcher matcher = CASE.matcher(String.join("\n", Vectors.lines(file)));
        while (matcher.find()) {
            String command = DEVICE.matcher(
                            matcher.group(2).replace("\\\"", "\"").replace("$TC", "tc"))
                    .replaceAll("lo");
            boolean filter = command.startsWith("tc filter add") && command.contains("flower");
            if (!filter && !ACTIONS.matcher(command).lookingAt()) {
                continue;
            }
            cases++;
            boolean good = matcher.group(3).equals("0") && wanted == Reason.MALFORMED;
            try {
                if (filter) {
                    parser.parse(command);
                } else {
                    parser.parseActions(command);
                }
                if (!good && !kernelOnly.contains(matcher.group(1))) {
                    wrong.add("read: " + command);
                } else if (!good) {
                    met.add(matcher.group(1));
                }
            } catch (TcParseException refusal) {
                if (good || (wanted == Reason.NOT_FOR_FLOWS && refusal.reason() != wanted)) {
                    wrong.add(command + "\n    " + refusal.getMessage());
                }
            }
        }
        System.out.println(file + ": " + cases + " commands; refused by the kernel alone: " + met);
        assertEquals("", String.join("\n", wrong));
        return cases;
    }

    private static Set<String> kernelOnly() throws IOException {
        try (var in = Objects.requireNonNull(KernelCaseTest.class.getResourceAsStream("kernel-cases.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('\t')))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
