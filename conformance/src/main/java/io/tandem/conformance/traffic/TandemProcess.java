package io.tandem.conformance.traffic;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tandem run}, as a program of its own. */
final class TandemProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("Tandem runs: (http://\\S+)");

    private final Command command;

    private TandemProcess(Command command) {
        this.command = command;
    }

    /** Starts it and waits until it says that it runs. */
    static TandemProcess start(TandemSetup setup, Path folder)
            throws IOException, InterruptedException, TrafficException {
        Path file = folder.resolve("tandem.yaml");
        Files.writeString(file, setup.configuration());
        Files.writeString(folder.resolve(TandemSetup.flowFile()), setup.flows());
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A guest's processor is not up to all that the second compiler emits: as this process is run, so is that one.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:"))
                .forEach(words::add);
        words.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.tandem.agent.cli.Main",
                "run",
                "--config",
                file.toString(),
                "--listen",
                "127.0.0.1:0"));
        TandemProcess started = new TandemProcess(Command.start(words));
        long end = System.nanoTime() + START.toNanos();
        while (!ADDRESS.matcher(started.command.printed()).find()) {
            if (!started.command.running() || System.nanoTime() > end) {
                String said = started.command.printed().strip();
                started.close();
                throw new TrafficException("tandem run does not start; it printed: " + said);
            }
            Thread.sleep(20);
        }
        return started;
    }

    /** Where its admin API listens. */
    String address() throws IOException, TrafficException {
        Matcher matcher = ADDRESS.matcher(command.printed());
        if (!matcher.find()) {
            throw new TrafficException("tandem run has not said where it listens");
        }
        return matcher.group(1);
    }

    /** Open file descriptors. */
    int descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc", String.valueOf(command.pid()), "fd"))) {
            return (int) open.count();
        }
    }

    /** Stops it as an operator would, and answers what it printed. */
    String stop() throws IOException, InterruptedException, TrafficException {
        if (!command.running()) {
            throw new TrafficException(
                    "tandem run ended by itself: " + command.printed().strip());
        }
        command.terminate();
        long end = System.nanoTime() + STOP.toNanos();
        while (command.running()) {
            if (System.nanoTime() > end) {
                throw new TrafficException("tandem run does not stop");
            }
            Thread.sleep(20);
        }
        return command.printed();
    }

    @Override
    public void close() throws IOException {
        command.close();
    }
}
