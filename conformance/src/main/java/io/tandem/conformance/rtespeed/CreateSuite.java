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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Times rte_flow_create by Tandem and by a C program that is compiled for it, in turns and in processes of their own. The
 * driver is that of a bond without members, which needs no rights and copies each rule it is given: so little that what a
 * call costs beside it shows.
 */
public final class CreateSuite {
    private static final String DEVICE = "net_bonding0,mode=0";
    private static final String SOURCE = "create.c";
    private static final int RULES = 10_000;
    /** The last half of the passes counts. */
    private static final int PASSES = 40;

    /**
     * One round: nanoseconds for each rule, medians.
     *
     * @param program of the C program
     * @param calls of Tandem, by the calls alone
     * @param rules of Tandem, with putting each rule into native memory
     */
    public record Round(double program, double calls, double rules) {}

    /** Measures so many rounds. */
    public List<Round> run(int rounds) throws IOException, InterruptedException, GuestException {
        HostTool.require(List.of(HostTool.GCC, HostTool.PKG_CONFIG));
        Path folder = Files.createTempDirectory("tandem-rte-create");
        try {
            Path program = compile(folder);
            List<Round> all = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                String c = output(List.of(
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
                        Integer.toString(PASSES),
                        Integer.toString(RULES)));
                String tandem = output(JavaCommand.of(
                        CreateProgram.class, List.of(DEVICE, Integer.toString(PASSES), Integer.toString(RULES))));
                all.add(new Round(median(c, "calls"), median(tandem, "calls"), median(tandem, "rules")));
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

    /**
     * The median of the last half of the numbers that a program has printed for something.
     *
     * @param output lines of {@code WHAT<tab>NUMBER}, and others
     */
    static double median(String output, String what) throws IOException {
        double[] all = output.lines()
                .filter(line -> line.startsWith(what + "\t"))
                .mapToDouble(line -> Double.parseDouble(line.substring(what.length() + 1)))
                .toArray();
        if (all.length == 0) {
            throw new IOException("no times in what the program said: " + output.strip());
        }
        double[] last = Arrays.copyOfRange(all, all.length / 2, all.length);
        Arrays.sort(last);
        return last[last.length / 2];
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
