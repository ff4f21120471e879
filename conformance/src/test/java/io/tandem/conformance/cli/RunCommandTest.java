package io.tandem.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.agent.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class RunCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine tandem = Main.commandLine();
    private final CommandLine run = Objects.requireNonNull(
            Objects.requireNonNull(tandem.getSubcommands().get("conformance"))
                    .getSubcommands()
                    .get("run"));

    @BeforeEach
    void noRealSuites() {
        tandem.setOut(new PrintWriter(out, true));
        tandem.setErr(new PrintWriter(err, true));
        for (String suite : List.copyOf(run.getSubcommands().keySet())) {
            run.getCommandSpec().removeSubcommand(suite);
        }
    }

    @Command(name = "good")
    private static final class Good implements Callable<Integer>, SuiteInput {
        @Option(names = "--from")
        private String from = "";

        @Spec
        private CommandSpec spec;

        @Override
        public List<String> inputFrom(Path vectors) {
            return List.of("--from", vectors.toString());
        }

        @Override
        public Integer call() {
            spec.commandLine().getOut().println("much\n3 cases from " + from + ", 0 different\n");
            return 0;
        }
    }

    @Command(name = "bad")
    private static final class Bad implements Callable<Integer> {
        @Override
        public Integer call() {
            return 1;
        }
    }

    @Command(name = "absent")
    private static final class Absent implements Callable<Integer> {
        @Override
        public Integer call() throws EnvironmentException {
            throw new EnvironmentException("no kernel; mend it with: a command");
        }
    }

    @Test
    void eachSuiteHasALineAndOneThatIsNotRunIsNotPassed() {
        run.addSubcommand(new Good()).addSubcommand(new Absent());
        assertThat(execute("conformance", "run", "--all", "--vectors", "v", "--out", folder.toString()))
                .isEqualTo(1);
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("good         passed ")
                                .endsWith(" s  3 cases from v, 0 different"),
                        line -> assertThat(line)
                                .startsWith("absent       NOT RUN ")
                                .endsWith("no kernel; mend it with: a command"));
    }

    @Test
    void allPassedIsDone() {
        run.addSubcommand(new Good());
        assertThat(execute("conformance", "run", "--all", "--out", folder.toString()))
                .isZero();
    }

    @Test
    void theReportSaysTheSameAgain() {
        run.addSubcommand(new Good()).addSubcommand(new Bad());
        execute("conformance", "run", "--all", "--out", folder.toString());
        String said = out.toString();
        out.getBuffer().setLength(0);
        assertThat(execute("conformance", "report", "--out", folder.toString())).isEqualTo(1);
        assertThat(out.toString()).isEqualTo(said).contains("bad          FAILED ");
    }

    @Test
    void theReportOfOneSuiteIsWhatItWrote() {
        run.addSubcommand(new Good()).addSubcommand(new Bad());
        execute("conformance", "run", "--all", "--vectors", "v", "--out", folder.toString());
        out.getBuffer().setLength(0);
        assertThat(execute("conformance", "report", "good", "--out", folder.toString()))
                .isZero();
        assertThat(out.toString()).startsWith("much\n3 cases from v");
    }

    @Test
    void aReportOfNothingSaysHowToMakeOne() {
        assertThat(execute("conformance", "report", "--out", folder.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("./tandem conformance run --all");
    }

    @Test
    void aSuiteOrAllMustBeNamed() {
        assertThat(execute("conformance", "run")).isEqualTo(2);
        assertThat(err.toString()).contains("name a suite, or --all");
    }

    @Test
    void suitesInTurnAreAllRunAndTheWorstCounts() {
        run.addSubcommand(new Bad()).addSubcommand(new Good());
        execute("conformance", "run", "--all", "--out", folder.toString()); // a suite is one of a command that ran
        Objects.requireNonNull(run.getSubcommands().get("good")).setOut(new PrintWriter(out, true));
        assertThat(RunCommand.inTurn(run.getCommandSpec(), List.of("bad", "good")))
                .isEqualTo(1);
        assertThat(out.toString()).contains("good:").contains("3 cases from , 0 different");
        assertThat(RunCommand.inTurn(run.getCommandSpec(), List.of("good"))).isZero();
    }

    private int execute(String... words) {
        tandem.setExecutionExceptionHandler(tandem.getExecutionExceptionHandler()); // of the added suites too
        return tandem.execute(words);
    }
}
