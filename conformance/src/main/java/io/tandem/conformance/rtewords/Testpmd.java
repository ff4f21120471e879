package io.tandem.conformance.rtewords;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * dpdk-testpmd without huge pages. On ports of the null driver, which has no rules, what its parser takes comes back with
 * the driver's refusal, or silently where the line only sets something.
 */
public final class Testpmd {
    private static final String PROGRAM = "dpdk-testpmd";
    private static final String PROMPT = "testpmd> ";
    private static final String MALFORMED = "Bad arguments";
    private static final String UNKNOWN = "Command not found";
    private static final String DRIVER = "port_flow_complain(): ";
    private static final String CREATED = "Flow rule #";
    private static final int PORTS = 4;
    private static final long LIMIT_SECONDS = 300;

    /** What became of a line. */
    public sealed interface Answer {
        /** The parser took it, and nothing was said: it sets something. */
        record Silent() implements Answer {}

        /** The rule is there. */
        record Created() implements Answer {}

        /**
         * The parser took it, the driver did not.
         *
         * @param words testpmd's line about it
         */
        record Refused(String words) implements Answer {}

        /**
         * The parser did not take it.
         *
         * @param words what testpmd said
         */
        record Malformed(String words) implements Answer {}
    }

    /** Where the program is; empty where it is not installed. */
    public static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder).resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Gives the program lines, on ports of the null driver, and answers for each. */
    public static List<Answer> answers(Path program, List<String> lines) throws IOException, InterruptedException {
        return answers(
                program,
                IntStream.range(0, PORTS).mapToObj(port -> "net_null" + port).toList(),
                lines);
    }

    /**
     * Gives the program lines, and answers for each.
     *
     * @param devices as {@code --vdev} takes them
     * @throws IOException where the program does not come up, ends early or does not end
     */
    public static List<Answer> answers(Path program, List<String> devices, List<String> lines)
            throws IOException, InterruptedException {
        Path input = Files.createTempFile("testpmd", ".in");
        Path output = Files.createTempFile("testpmd", ".out");
        try {
            List<String> all = new ArrayList<>(lines);
            all.add("quit");
            Files.write(input, all);
            Process process = new ProcessBuilder(command(program, devices))
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(PROGRAM + ": no end within " + LIMIT_SECONDS + " s");
            }
            return read(Files.readAllLines(output, StandardCharsets.ISO_8859_1), lines.size());
        } finally {
            Files.delete(input);
            Files.delete(output);
        }
    }

    private static List<String> command(Path program, List<String> devices) {
        // what it says of success would come at its end otherwise, behind all prompts
        List<String> words = new ArrayList<>(List.of(
                "stdbuf",
                "-oL",
                program.toString(),
                "--no-huge",
                "-m",
                "256",
                "--no-pci",
                "--no-telemetry",
                "--no-shconf",
                "-l",
                "0,1"));
        devices.forEach(device -> words.add("--vdev=" + device));
        words.addAll(List.of("--", "-i", "--total-num-mbufs=2048"));
        return words;
    }

    /** Each line is echoed behind a prompt; what is said of it stands below. */
    static List<Answer> read(List<String> output, int lines) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (String line : output) {
            if (line.startsWith(PROMPT)) {
                answers.add(new Answer.Silent());
            } else if (!answers.isEmpty()) {
                said(line).ifPresent(answer -> answers.set(answers.size() - 1, answer));
            }
        }
        if (answers.size() != lines + 1) {
            throw new IOException(PROGRAM + " answered " + answers.size() + " lines of " + (lines + 1) + ": "
                    + String.join(" | ", output.subList(Math.max(0, output.size() - 5), output.size())));
        }
        return List.copyOf(answers.subList(0, lines));
    }

    private static Optional<Answer> said(String line) {
        if (line.startsWith(MALFORMED) || line.startsWith(UNKNOWN) || line.startsWith("Error - ")) {
            return Optional.of(new Answer.Malformed(line));
        }
        if (line.startsWith(DRIVER)) {
            return Optional.of(new Answer.Refused(line.substring(DRIVER.length())));
        }
        return line.startsWith(CREATED) ? Optional.of(new Answer.Created()) : Optional.empty();
    }

    private Testpmd() {}
}
