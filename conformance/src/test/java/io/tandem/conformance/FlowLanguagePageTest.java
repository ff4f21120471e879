package io.tandem.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runs what docs/flow-language.md shows, and compares what comes out with what it says. */
class FlowLanguagePageTest {
    private static final Path PAGE = Path.of(System.getProperty("tandem.root", ".."), "docs", "flow-language.md");
    private static final String CODE = "    ";

    private record Shown(List<String> words, List<String> input, List<String> output) {}

    @Test
    void everyCommandPrintsWhatThePageSays() throws IOException {
        List<Shown> commands = shown(Files.readAllLines(PAGE));
        assertThat(commands).hasSizeGreaterThan(5);
        for (Shown shown : commands) {
            assertThat(run(shown.words, shown.input))
                    .as(String.join(" ", shown.words))
                    .isEqualTo(shown.output);
        }
    }

    private static List<Shown> shown(List<String> lines) {
        List<Shown> commands = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(CODE + "./tandem ") && line.endsWith(" <<END")) {
                String command = line.substring((CODE + "./tandem ").length(), line.length() - " <<END".length());
                List<String> input = new ArrayList<>();
                for (i++; !lines.get(i).equals(CODE + "END"); i++) {
                    input.add(lines.get(i).substring(CODE.length()));
                }
                List<String> output = new ArrayList<>();
                for (i += 2; lines.get(i).startsWith(CODE); i++) {
                    output.add(lines.get(i).substring(CODE.length()));
                }
                commands.add(new Shown(List.of(command.split(" ")), input, output));
            }
        }
        return commands;
    }

    private static List<String> run(List<String> words, List<String> input) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream((String.join("\n", input) + "\n").getBytes(StandardCharsets.UTF_8)));
            StringWriter out = new StringWriter();
            CommandLine line = Main.commandLine();
            line.setOut(new PrintWriter(out));
            line.execute(words.toArray(String[]::new));
            return out.toString().lines().toList();
        } finally {
            System.setIn(before);
        }
    }
}
