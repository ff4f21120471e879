package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.tcwords.FlowerExample;
import io.tandem.conformance.tcwords.ManualPage;
import io.tandem.conformance.tcwords.TcComparison;
import io.tandem.conformance.tcwords.TcReport;
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
import picocli.CommandLine.Spec;

/** {@code conformance run tc-examples}: the same commands to tc and to Tandem. */
@Command(
        name = "tc-examples",
        description =
                "Gives the examples of iproute2's manual pages, and the kernel's own test cases of traffic control,"
                        + " to tc and to Tandem in a virtual machine, and compares what each puts into the kernel.",
        mixinStandardHelpOptions = true)
final class TcExamplesCommand implements Callable<Integer>, SuiteInput {
    @Option(names = "--pages", paramLabel = "DIR", description = "manual pages; default: ${DEFAULT-VALUE}")
    private Path pages = ManualPage.FOLDER;

    @Option(
            names = "--vectors",
            paramLabel = "DIR",
            description = "has the kernel's cases in tc/*.json; without them only the examples are compared;"
                    + " default: ${DEFAULT-VALUE}")
    private Path vectors = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"));

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public List<String> inputFrom(Path folder) {
        return List.of("--vectors", folder.toString());
    }

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        PrintWriter to = spec.commandLine().getOut();
        try {
            List<ManualPage> read = ManualPage.findAll(pages);
            if (read.isEmpty()) {
                throw new EnvironmentException(ManualPage.absence(pages));
            }
            Path folder = vectors.resolve("tc");
            JsonArray cases = new JsonArray();
            if (Files.isDirectory(folder)) {
                cases = TcComparison.cases(folder);
            } else {
                to.printf("the kernel's cases are skipped: no %s; name their folder with --vectors%n", folder);
            }
            List<FlowerExample> examples = FlowerExample.of(read);
            TcReport report = new TcReport(
                    read,
                    examples,
                    new TcComparison(GuestFolder.guest())
                            .compare(
                                    examples.stream()
                                            .filter(FlowerExample::isFlower)
                                            .toList(),
                                    cases));
            to.print(report.toText());
            to.flush();
            return report.allEqual() ? ExitCodes.DONE : ExitCodes.REFUSED;
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }
}
