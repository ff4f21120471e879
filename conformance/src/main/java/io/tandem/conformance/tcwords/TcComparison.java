package io.tandem.conformance.tcwords;

import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Commands given to tc and to Tandem in the guest. */
public final class TcComparison {
    private static final String EXAMPLES = "examples.json";
    private static final String CASES = "cases.json";
    private static final String EXAMPLES_OUT = "examples.txt";
    private static final String WAYS_OUT = "ways.txt";
    private static final String CASES_OUT = "cases.txt";
    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final long MILLIS_A_COMMAND = 12_000;

    private final Guest guest;

    /**
     * How the two compare.
     *
     * @param examples of the manual pages, one for each that was given
     * @param ways the filters of the examples that are equal, by way of a megaflow
     * @param cases the kernel's, one for each
     */
    public record Comparisons(List<Comparison> examples, List<Comparison> ways, List<Comparison> cases) {
        public Comparisons {
            examples = List.copyOf(examples);
            ways = List.copyOf(ways);
            cases = List.copyOf(cases);
        }
    }

    public TcComparison(Guest guest) {
        this.guest = guest;
    }

    /** The cases in a folder of files of tc-testing, in the order of the files' names. */
    public static JsonArray cases(Path folder) throws IOException {
        JsonArray cases = new JsonArray();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                cases.addAll(new JsonArray(Files.readString(file)));
            }
        }
        return cases;
    }

    /**
     * Compares.
     *
     * @param examples those that are flower filters, or have an action of one
     * @param cases of the kernel's tests
     */
    public Comparisons compare(List<FlowerExample> examples, JsonArray cases)
            throws IOException, InterruptedException, GuestException {
        JsonArray commands = new JsonArray();
        examples.forEach(
                e -> commands.add(new JsonObject().put("page", e.page()).put("command", e.command())));
        GuestResult result = guest.run(
                GuestProgram.java(TcComparisonProgram.class, EXAMPLES, CASES, EXAMPLES_OUT, WAYS_OUT, CASES_OUT)
                        .withModules(TcComparisonProgram.MODULES)
                        .withTools(HostTool.TC)
                        .withInput(EXAMPLES, commands.encode().getBytes(StandardCharsets.UTF_8))
                        .withInput(CASES, cases.encode().getBytes(StandardCharsets.UTF_8))
                        .withLimit(BOOT.plusMillis(MILLIS_A_COMMAND * (commands.size() + cases.size()))));
        Comparisons read = new Comparisons(read(result, EXAMPLES_OUT), read(result, WAYS_OUT), read(result, CASES_OUT));
        if (result.status() != 0 || read.examples.size() != commands.size() || read.cases.size() != cases.size()) {
            throw new IOException("the comparison ended with exit " + result.status() + " after "
                    + read.examples.size() + " of " + commands.size() + " examples and " + read.cases.size() + " of "
                    + cases.size() + " cases: " + result.stderr().strip());
        }
        return read;
    }

    private static List<Comparison> read(GuestResult result, String file) {
        return result.text(file)
                .orElse("")
                .lines()
                .map(line -> Comparison.of(new JsonObject(line)))
                .toList();
    }
}
