package io.tandem.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every line of {@code tandem parse} against what {@code ovs-ofctl parse-pcap} printed for the same capture. */
class ParseVectorsTest {
    private static final Path FOLDER = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");

    @Test
    void printsWhatOpenVSwitchPrinted() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(FOLDER), "no " + FOLDER + "; set -Dtandem.vectors=DIR");
        List<Path> captures;
        try (Stream<Path> files = Files.list(FOLDER)) {
            captures =
                    files.filter(f -> f.toString().endsWith(".pcap")).sorted().toList();
        }
        List<String> differences = new ArrayList<>();
        int lines = 0;
        for (Path capture : captures) {
            String name = capture.getFileName().toString();
            String expected = Files.readString(capture.resolveSibling(name.replace(".pcap", ".keys")));
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exit = parse(capture, out, err);
            if (exit != 0 || !out.toString().equals(expected)) {
                differences.add(name + ": exit " + exit + " " + err + firstDifference(out.toString(), expected));
            }
            if (!err.toString().isEmpty() && !err.toString().startsWith("note: ")) {
                differences.add(name + ": " + err);
            }
            lines += (int) expected.lines().count();
        }
        assertThat(differences).isEmpty();
        assertThat(captures.size()).isGreaterThan(200);
        assertThat(lines).isGreaterThan(3000);
    }

    private static int parse(Path capture, StringWriter out, StringWriter err) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute("parse", capture.toString());
    }

    private static String firstDifference(String actual, String expected) {
        List<String> ours = actual.lines().toList();
        List<String> theirs = expected.lines().toList();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            if (!ours.get(i).equals(theirs.get(i))) {
                return "packet " + (i + 1) + "\n  Tandem       " + ours.get(i) + "\n  Open vSwitch " + theirs.get(i);
            }
        }
        return ours.size() + " lines, Open vSwitch " + theirs.size();
    }
}
