package io.tandem.tc.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.text.RecordedCommands.Recorded;
import io.tandem.tc.text.TcParseException.Reason;
import io.tandem.tc.wire.FilterDecoder;
import io.tandem.tc.wire.FilterEncoder;
import io.tandem.tc.wire.TcDecodeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What tc 6.1 has sent for a command is what is sent for the filter that the command is read as. */
class RecordedCommandTest {
    /** Part of a command, what comes of it here, and why. */
    private record Deviation(String part, String effect, String reason) {}

    private static final String REFUSED = "refused";
    private static final String MUTATIONS = " /:-+0129afx\"'#,.";

    @Test
    void readsWhatTcSends() throws IOException, TcDecodeException, TcParseException {
        List<Deviation> deviations = deviations();
        Map<Deviation, Integer> met = new LinkedHashMap<>();
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (Recorded recorded : RecordedCommands.all()) {
            compared++;
            String command = recorded.command();
            Optional<Deviation> known = deviations.stream()
                    .filter(deviation -> command.contains(deviation.part))
                    .findFirst();
            known.ifPresent(deviation -> met.merge(deviation, 1, Integer::sum));
            TcCommandParser parser = new TcCommandParser(recorded.devices());
            if (known.isPresent() && known.get().effect.equals(REFUSED)) {
                TcParseException refusal = assertThrows(TcParseException.class, () -> parser.parse(command));
                assertEquals(Reason.NOT_FOR_FLOWS, refusal.reason(), command);
                assertTrue(command.startsWith(refusal.word(), refusal.offset()), command);
                continue;
            }
            TcFilter expected = read(recorded.body());
            TcFilter sent =
                    read(new FilterEncoder().filter(parser.parse(command)).toBytes());
            if (expected.equals(sent) == known.isPresent()) {
                different.add(command + "\nexpected\n" + expected + "\nsent\n" + sent);
            }
        }
        System.out.println(compared + " commands of tc, of them");
        met.forEach((deviation, count) -> System.out.println(count + " with " + deviation));
        assertEquals("", String.join("\n\n", different));
        assertEquals(deviations.size(), met.size(), "known deviations that are met: " + met.keySet());
        assertTrue(compared >= 105, compared + " commands");
    }

    @Test
    void printsWhatIsReadAsTheSame() throws IOException, TcParseException {
        for (Recorded recorded : RecordedCommands.all()) {
            TcCommandParser parser = new TcCommandParser(recorded.devices());
            Optional<TcFilter> filter = parse(parser, recorded.command());
            if (filter.isPresent()) {
                TcCommand printed = new TcCommandPrinter(recorded.devices()).print(filter.get());
                assertEquals(List.of(), printed.missing(), recorded.command());
                assertEquals(filter.get(), parser.parse(printed.toString()), printed.toString());
            }
        }
    }

    @Test
    void answersEveryMutationWithAFilterOrARefusal() throws IOException {
        Random random = new Random(61);
        int refused = 0;
        int read = 0;
        for (Recorded recorded : RecordedCommands.all()) {
            TcCommandParser parser = new TcCommandParser(recorded.devices());
            for (int i = 0; i < 200; i++) {
                String mutated = mutate(recorded.command(), random);
                try {
                    TcFilter filter = parser.parse(mutated);
                    TcCommand printed = new TcCommandPrinter(recorded.devices()).print(filter);
                    assertEquals(List.of(), printed.missing(), mutated);
                    assertEquals(filter, parser.parse(printed.line()), mutated);
                    read++;
                } catch (TcParseException refusal) {
                    assertTrue(refusal.offset() >= 0 && refusal.offset() <= mutated.length(), mutated);
                    assertTrue(!refusal.expected().isEmpty(), mutated);
                    refused++;
                }
            }
        }
        System.out.println("mutated commands of tc: " + read + " read, " + refused + " refused");
        assertTrue(read > 0 && refused > 0);
    }

    private static String mutate(String command, Random random) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        int at = random.nextInt(words.size());
        switch (random.nextInt(5)) {
            case 0 -> words.remove(at);
            case 1 -> words.add(at, words.get(random.nextInt(words.size())));
            case 2 -> words.set(at, words.get(random.nextInt(words.size())));
            case 3 ->
                words.set(
                        at, words.get(at).substring(random.nextInt(words.get(at).length())));
            default -> {
                StringBuilder word = new StringBuilder(words.get(at));
                char c = MUTATIONS.charAt(random.nextInt(MUTATIONS.length()));
                word.setCharAt(random.nextInt(word.length()), c);
                words.set(at, word.toString());
            }
        }
        return String.join(" ", words);
    }

    private static Optional<TcFilter> parse(TcCommandParser parser, String command) {
        try {
            return Optional.of(parser.parse(command));
        } catch (TcParseException refusal) {
            assertEquals(Reason.NOT_FOR_FLOWS, refusal.reason(), command);
            return Optional.empty();
        }
    }

    private static TcFilter read(byte[] body) throws TcDecodeException {
        return new FilterDecoder().read(body, 0, body.length).orElseThrow().filter();
    }

    private static List<Deviation> deviations() throws IOException {
        try (var in = Objects.requireNonNull(RecordedCommandTest.class.getResourceAsStream("known-deviations.txt"))) {
            List<Deviation> deviations = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] parts = line.split("\t", -1);
                if (!line.startsWith("#")) {
                    deviations.add(new Deviation(parts[0], parts[1], parts[2]));
                }
            }
            return deviations;
        }
    }
}
