package io.tandem.tc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import io.tandem.vectors.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that iproute2 has sent, read into the model and written again: the same attributes. */
class RecordedRequestTest {
    private static final Pattern LINE = Pattern.compile("\\{\"cmd\": \"((?:[^\"\\\\]|\\\\.)*)\".*\"hex\": \"(\\w+)\"");
    private static final int MESSAGE_HEADER = 16;
    private static final Map<String, Integer> OUTSIDE_THE_MODEL =
            Map.of("skbmod", 1, "ctinfo", 1, "simple", 1, "gact", 1);
    private final FilterDecoder decoder = new FilterDecoder();
    private final FilterEncoder encoder = new FilterEncoder();

    @ParameterizedTest
    @ValueSource(strings = {"tc-batch/eth0.jsonl", "tc-batch/tc-flower.jsonl"})
    void writesWhatIproute2Sends(String file) throws IOException, TcDecodeException {
        Map<String, List<String>> deviations = knownDeviations();
        Map<String, Integer> opaque = new TreeMap<>();
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (String line : Vectors.lines(file)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.find()) {
                continue;
            }
            compared++;
            String command = matcher.group(1).replace("\\\"", "\"");
            byte[] message = HexFormat.of().parseHex(matcher.group(2));
            byte[] body = Arrays.copyOfRange(message, MESSAGE_HEADER, message.length);
            ReadFilter read =
                    decoder.read(message, MESSAGE_HEADER, message.length).orElseThrow();
            for (TcAction action : read.filter().actions()) {
                if (action.body() instanceof ActionBody.Opaque unknown) {
                    opaque.merge(unknown.name(), 1, Integer::sum);
                }
            }
            String expected = AttributeTree.of(body);
            String written = AttributeTree.of(encoder.filter(read.filter()).toBytes());
            List<String> known = deviations.remove(command);
            if (known != null) {
                expected = without(expected, known.getFirst());
                written = without(written, known.getFirst());
                System.out.println("known deviation: " + command + ": " + known.getLast());
            }
            if (!expected.equals(written) || !read.unread().isEmpty()) {
                different.add(command + "\n" + read.unread() + "\nexpected\n" + expected + "\nwritten\n" + written);
            }
        }
        System.out.println(file + ": " + compared + " requests; actions outside the model: " + opaque);
        assertTrue(compared > 0, "no request in " + file);
        assertEquals("", String.join("\n\n", different));
        assertEquals(file.contains("tc-flower") ? OUTSIDE_THE_MODEL : Map.of(), opaque);
    }

    private static String without(String tree, String path) {
        return tree.lines().filter(line -> !line.matches("(" + path + ") .*")).collect(Collectors.joining("\n"));
    }

    /** By command: the lines of the tree that differ, as a pattern, and why. */
    private static Map<String, List<String>> knownDeviations() throws IOException {
        try (var in = Objects.requireNonNull(RecordedRequestTest.class.getResourceAsStream("known-deviations.txt"))) {
            Map<String, List<String>> deviations = new HashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] parts = line.split("\t", -1);
                if (!line.startsWith("#")) {
                    deviations.put(parts[0], List.of(parts[1], parts[2]));
                }
            }
            return deviations;
        }
    }
}
