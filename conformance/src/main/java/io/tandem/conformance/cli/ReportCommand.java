package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conformance report}: how the last run of all suites ended. */
@Command(
        name = "report",
        description = "Prints how the last run of all suites ended, or what one of them wrote.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    /** Where a run of all suites keeps its words unless told: in the build's output. */
    static final Path KEPT = Path.of(System.getProperty("tandem.root", ""), "conformance", "target", "report");

    /** The file of verdicts there. */
    static final String VERDICTS = "verdicts.json";

    @Parameters(paramLabel = "SUITE", arity = "0..1", description = "print what this suite wrote")
    private String suite = "";

    @Option(names = "--out", paramLabel = "DIR", description = "what run --all kept; default: ${DEFAULT-VALUE}")
    private Path kept = KEPT;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, EnvironmentException {
        Path file = kept.resolve(VERDICTS);
        if (!Files.isRegularFile(file)) {
            throw new EnvironmentException("no " + file + "; make it with: ./tandem conformance run --all");
        }
        List<SuiteVerdict> verdicts;
        try {
            verdicts = SuiteVerdict.ofJson(new JsonArray(Files.readString(file)));
        } catch (DecodeException | ClassCastException e) {
            spec.commandLine().getErr().println("error: " + file + " holds no verdicts: " + e.getMessage());
            return ExitCodes.REFUSED;
        }
        PrintWriter to = spec.commandLine().getOut();
        if (suite.isEmpty()) {
            verdicts.forEach(verdict -> to.println(verdict.line()));
        } else {
            if (verdicts.stream().noneMatch(v -> v.suite().equals(suite))) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "no suite '" + suite + "' was run; there are "
                                + String.join(
                                        ", ",
                                        verdicts.stream()
                                                .map(SuiteVerdict::suite)
                                                .toList()));
            }
            to.print(Files.readString(kept.resolve(suite + ".txt")));
        }
        to.flush();
        return verdicts.stream()
                        .filter(v -> suite.isEmpty() || v.suite().equals(suite))
                        .allMatch(SuiteVerdict::passed)
                ? ExitCodes.DONE
                : ExitCodes.REFUSED;
    }
}
