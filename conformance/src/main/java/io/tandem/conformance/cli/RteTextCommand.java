package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.rtewords.RteTextReport;
import io.tandem.conformance.rtewords.Testpmd;
import io.tandem.conformance.rtewords.VectorRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run rte-text}: rules as they are printed, to testpmd. */
@Command(
        name = "rte-text",
        description =
                "Gives testpmd every rte_flow rule that is printed for the vectors' matches and actions. Its parser"
                        + " must take them; what a driver says is counted.",
        mixinStandardHelpOptions = true)
final class RteTextCommand implements Callable<Integer>, SuiteInput {
    @Option(
            names = "--vectors",
            paramLabel = "DIR",
            description = "has odp-wildcarded.txt and odp-actions.txt; default: ${DEFAULT-VALUE}")
    private Path vectors = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"));

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public List<String> inputFrom(Path folder) {
        return List.of("--vectors", folder.toString());
    }

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        Path testpmd = Testpmd.find()
                .orElseThrow(() -> new EnvironmentException(
                        "dpdk-testpmd is not installed; mend it with: apt-get install dpdk-dev"));
        if (!Files.isRegularFile(vectors.resolve("odp-wildcarded.txt"))) {
            throw new EnvironmentException(
                    "no " + vectors.resolve("odp-wildcarded.txt") + "; name the vectors' folder with --vectors");
        }
        PrintWriter to = spec.commandLine().getOut();
        VectorRules rules = VectorRules.of(vectors);
        to.printf(
                "%d flows have no rule; the others have %d different ones%n",
                rules.refused(), rules.rules().size());
        RteTextReport report = RteTextReport.of(testpmd, rules.rules());
        to.print(report.toText());
        to.flush();
        return report.good() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
