package io.tandem.conformance.traffic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine that is run, or has been started. What it prints goes to a file until it is asked for. */
final class Command implements AutoCloseable {
    private final List<String> words;
    private final Path printed;
    private final Process process;

    private Command(List<String> words) throws IOException {
        this.words = words;
        this.printed = Files.createTempFile("tandem-traffic", ".out");
        this.process = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }

    /** Starts a program. */
    static Command start(List<String> words) throws IOException {
        return new Command(List.copyOf(words));
    }

    /** Runs a program to its end and answers what it printed; another exit than 0 is an error that quotes it. */
    static String run(Duration limit, String... words) throws IOException, InterruptedException, TrafficException {
        try (Command command = start(Arrays.asList(words))) {
            return command.output(limit);
        }
    }

    /** What it has printed so far. */
    String printed() throws IOException {
        return Files.readString(printed, StandardCharsets.UTF_8);
    }

    /** True until it ends. */
    boolean running() {
        return process.isAlive();
    }

    /** Asks it to end. */
    void terminate() {
        process.destroy();
    }

    /** Its process, as the machine numbers it. */
    long pid() {
        return process.pid();
    }

    /** Waits for its end and answers what it printed. */
    String output(Duration limit) throws IOException, InterruptedException, TrafficException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TrafficException("`" + this + "` took longer than " + limit.toSeconds() + " s; it printed: "
                    + printed().strip());
        }
        if (process.exitValue() != 0) {
            throw new TrafficException("`" + this + "` failed with " + process.exitValue() + ": "
                    + printed().strip());
        }
        return printed();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(printed);
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
