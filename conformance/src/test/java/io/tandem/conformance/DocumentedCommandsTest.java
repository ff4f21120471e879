package io.tandem.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.cli.Main;
import io.tandem.agent.traffic.SampleFrame;
import io.tandem.agent.traffic.SampleTraffic;
import io.tandem.datapath.capture.CaptureWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs every {@code ./tandem} command that README.md and docs/ show. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("tandem.root", ".."));
    private static final Pattern SHOWN =
            Pattern.compile("^ {4}\\./tandem (.*)$|`\\./tandem ([^`]*)`", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("('[^']*'|[^' ])+");
    private static final Pattern OPTIONAL = Pattern.compile("\\[[^\\]]*\\]");

    @TempDir
    private Path folder;

    @Test
    void everyCommandShownRuns() throws Exception {
        List<String> commands = shown();
        assertThat(commands).contains("run", "test", "setup", "replay CAPTURE --flows FILE --out DIR", "parse CAPTURE");
        makeInput();
        for (String command : commands) {
            String[] words = words(OPTIONAL.matcher(command)
                    .replaceAll("")
                    .replace("--trace FILE", "--trace " + folder.resolve("nic.fst"))
                    .replace("CAPTURE", folder.resolve("sample.pcap").toString())
                    .replace("FILE", folder.resolve("sample.flows").toString())
                    .replace("DIR", folder.resolve("out").toString()));
            switch (words[0]) {
                case "test", "build", "format" -> {} // this is one, and the others are part of it
                case "odp" ->
                    Main.commandLine().parseArgs(command.replace(" <<END", "").split(" +")); // see FlowLanguagePageTest
                case "setup" -> {
                    if (words.length == 1) { // the other form installs what these tests do without
                        assertThat(script(words)).as(command).isZero();
                    }
                }
                case "conformance", "bench" -> Main.commandLine().parseArgs(words); // as these take long
                case "run" -> {
                    if (List.of(words).contains("--config")) {
                        Main.commandLine().parseArgs(words); // see TrafficSuiteTest, as it takes root
                    } else {
                        List<String> brief = new ArrayList<>(List.of(words));
                        brief.addAll(List.of("--duration", "1", "--listen", "127.0.0.1:0"));
                        assertThat(run(brief.toArray(String[]::new)))
                                .as(command)
                                .isZero();
                    }
                }
                default -> assertThat(run(words)).as(command).isZero();
            }
        }
    }

    @Test
    void aWaveIsWrittenToItsEnd() throws IOException {
        Path wave = folder.resolve("run.fst");

        int exit = run(
                "run",
                "--duration",
                "1",
                "--listen",
                "127.0.0.1:0",
                "--nic-profile",
                "small",
                "--trace",
                wave.toString());

        assertThat(exit).isZero();
        assertThat(Files.size(wave)).isGreaterThan(10_000);
        assertThat(Files.readAllBytes(wave)[0])
                .as("a block of the header, not one under way")
                .isZero();
        assertThat(run("run", "--nic", "none", "--trace", wave.toString())).isEqualTo(2);
        assertThat(run("run", "--config", "some.json", "--trace", wave.toString()))
                .isEqualTo(2);
    }

    @Test
    void everyOptionShownExists() throws IOException {
        assertThat(optionsShown("replay", "replay")).isGreaterThan(5);
        assertThat(optionsShown("parse", "parse")).isGreaterThan(0);
        assertThat(optionsShown("explain", "explain", "tc encode")).isGreaterThan(4);
    }

    /** Options on a page, each of which must be one of a command that it is about. */
    private static int optionsShown(String page, String... commands) throws IOException {
        Matcher options =
                Pattern.compile("--[a-z][a-z-]+").matcher(Files.readString(ROOT.resolve("docs", page + ".md")));
        List<String> known = Stream.of(commands)
                .flatMap(command -> command(command).getCommandSpec().options().stream())
                .flatMap(o -> Stream.of(o.names()))
                .toList();
        int found = 0;
        while (options.find()) {
            assertThat(known).contains(options.group());
            found++;
        }
        return found;
    }

    private static CommandLine command(String words) {
        CommandLine command = Main.commandLine();
        for (String word : words.split(" ", -1)) {
            command = Objects.requireNonNull(command.getSubcommands().get(word));
        }
        return command;
    }

    private static List<String> shown() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(p -> p.toString().endsWith(".md")).forEach(pages::add);
        }
        List<String> commands = new ArrayList<>();
        for (Path page : pages) {
            Matcher matcher = SHOWN.matcher(Files.readString(page));
            while (matcher.find()) {
                commands.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            }
        }
        return commands;
    }

    /** The words of a command as a shell takes them, where it has nothing but single quotes. */
    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toArray(String[]::new);
    }

    private void makeInput() throws IOException {
        Files.writeString(folder.resolve("sample.flows"), "in_port(1) actions:2\n");
        SampleTraffic traffic = new SampleTraffic(1, 1000);
        try (CaptureWriter writer = new CaptureWriter(folder.resolve("sample.pcap"), true)) {
            for (int i = 0; i < 100; i++) {
                SampleFrame frame = traffic.next();
                writer.write(frame.nanos(), frame.bytes(), frame.bytes().length);
            }
        }
    }

    private static int run(String... words) {
        return Main.commandLine().execute(words);
    }

    private static int script(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("tandem").toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
