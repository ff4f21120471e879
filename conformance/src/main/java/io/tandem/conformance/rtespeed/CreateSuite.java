package io.tandem.conformance.rtespeed;

import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.HostTool;
import io.tandem.conformance.guest.JavaCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Times rte_flow_create by Tandem and by a C program that is compiled for it, in processes of their own that take turns of some
 * milliseconds. The driver is that of a bond without members, which needs no rights and copies each rule it is given: so
 * little that what a call costs beside it shows.
 */
public final class CreateSuite {
    private static final String DEVICE = "net_bonding0,mode=0";
    private static final String SOURCE = "create.c";
    private static final int RULES = 10_000;
    /** Turns before the first that counts, for the compiler of the JVM. */
    private static final int WARM_UP = 20;

    private static final int TURNS = 60;

    /**
     * One turn of each: nanoseconds for each rule.
     *
     * @param program of the C program
     * @param calls of Tandem, by the calls alone
     * @param rules of Tandem, with putting each rule into native memory
     */
    public record Turn(double program, double calls, double rules) {}

    /**
     * Measures so many rounds, each with new processes.
     *
     * @return the turns of each round
     */
    public List<List<Turn>> run(int rounds) throws IOException, InterruptedException, GuestException {
        HostTool.require(List.of(HostTool.GCC, HostTool.PKG_CONFIG));
        Path folder = Files.createTempDirectory("tandem-rte-create");
        try {
            Path program = compile(folder);
            List<List<Turn>> all = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                all.add(round(program));
            }
            return all;
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static List<Turn> round(Path program) throws IOException {
        List<String> words = List.of(
                program.toString(),
                "-l",
                "0",
                "-m",
                "256",
                "--no-huge",
                "--no-pci",
                "--no-shconf",
                "--no-telemetry",
                "--vdev=" + DEVICE,
                "--",
                Integer.toString(RULES));
        try (CreateTurns c = new CreateTurns(words);
                CreateTurns tandem = new CreateTurns(
                        JavaCommand.of(CreateProgram.class, List.of(DEVICE, Integer.toString(RULES))))) {
            List<Turn> turns = new ArrayList<>();
            for (int i = 0; i < WARM_UP + TURNS; i++) {
                c.next();
                double ofC = c.nanos("calls");
                tandem.next();
                turns.add(new Turn(ofC, tandem.nanos("calls"), tandem.nanos("rules")));
            }
            return List.copyOf(turns.subList(WARM_UP, turns.size()));
        }
    }

    private static Path compile(Path folder) throws IOException, InterruptedException, GuestException {
        Path source = folder.resolve(SOURCE);
        try (InputStream text = Objects.requireNonNull(CreateSuite.class.getResourceAsStream(SOURCE))) {
            Files.copy(text, source);
        }
        Path program = folder.resolve("create");
        List<String> words = new ArrayList<>(
                List.of(HostTool.GCC.find().toString(), "-O2", "-w", "-o", program.toString(), source.toString()));
        String flags = output(List.of(HostTool.PKG_CONFIG.find().toString(), "--cflags", "--libs", "libdpdk"));
        words.addAll(List.of(flags.strip().split("\\s+")));
        output(words);
        return program;
    }

    private static String output(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("exit " + process.exitValue() + " of " + words.getFirst() + ": " + output.strip());
        }
        return output;
    }
}
