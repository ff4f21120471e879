package io.tandem.conformance.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run SUITE}, or all of them. */
@Command(
        name = "run",
        description = "Runs a suite, or all of them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[SUITE]",
        subcommands = {
            KernelCommand.class,
            DatapathCommand.class,
            TcCommand.class,
            TcPacketsCommand.class,
            TcMatrixCommand.class,
            NicCommand.class,
            NicUnitsCommand.class,
            NicCoverageCommand.class,
            NicSynthesisCommand.class,
            TcSimCommand.class,
            TcExamplesCommand.class,
            TcSpeedCommand.class,
            RteTextCommand.class,
            RteSimCommand.class,
            RteTapCommand.class,
            OffloadCommand.class,
            TrafficCommand.class
        })
final class RunCommand implements Callable<Integer> {
    @Option(names = "--all", description = "one suite after the other; a line for each, what it wrote goes to a file")
    private boolean all;

    @Option(
            names = "--vectors",
            paramLabel = "DIR",
            description =
                    "with --all: has pcaps, tc, odp-wildcarded.txt and odp-actions.txt; default: ${DEFAULT-VALUE}")
    private Path vectors = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"));

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "with --all: where each suite's words and the verdicts are kept; default: ${DEFAULT-VALUE}")
    private Path out = ReportCommand.KEPT;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!all) {
            throw new CommandLine.ParameterException(spec.commandLine(), "name a suite, or --all");
        }
        Files.createDirectories(out);
        PrintWriter to = spec.commandLine().getOut();
        List<SuiteVerdict> verdicts = new ArrayList<>();
        for (Map.Entry<String, CommandLine> suite : spec.subcommands().entrySet()) {
            SuiteVerdict verdict = run(suite.getKey(), suite.getValue());
            verdicts.add(verdict);
            to.println(verdict.line());
            to.flush();
            Files.writeString(
                    out.resolve(ReportCommand.VERDICTS),
                    SuiteVerdict.toJson(verdicts).encodePrettily());
        }
        return verdicts.stream().allMatch(SuiteVerdict::passed) ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    /**
     * Runs suites by their names with their defaults, each under a heading, all of them whatever comes out.
     *
     * @param run the command whose subcommands they are
     * @return the worst of their exit codes
     */
    static int inTurn(CommandLine.Model.CommandSpec run, List<String> suites) {
        int worst = ExitCodes.DONE;
        for (String name : suites) {
            CommandLine suite = Objects.requireNonNull(run.subcommands().get(name), name);
            suite.getOut().printf("%n%s:%n", name);
            suite.getOut().flush();
            worst = Math.max(worst, suite.execute());
        }
        return worst;
    }

    private SuiteVerdict run(String name, CommandLine suite) throws IOException {
        String[] arguments = suite.getCommand() instanceof SuiteInput input
                ? input.inputFrom(vectors).toArray(String[]::new)
                : new String[0];
        StringWriter words = new StringWriter();
        PrintWriter written = new PrintWriter(words, true);
        suite.setOut(written);
        suite.setErr(written);
        long began = System.nanoTime();
        int exit = suite.execute(arguments);
        double seconds = (System.nanoTime() - began) / 1e9;
        Files.writeString(out.resolve(name + ".txt"), words.toString());
        return new SuiteVerdict(name, exit, seconds, lastLine(words.toString()));
    }

    private static String lastLine(String words) {
        return words.lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
    }
}
