package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.conformance.nic.RuleSets;
import io.tandem.conformance.niccoverage.NicCoverageSuite;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run nic-coverage}: which lines of the NIC's RTL the suites run. */
@Command(
        name = "nic-coverage",
        description =
                "Runs the modules of the simulated NIC alone, random rules and packets, and a driver's other commands, and"
                        + " prints which lines of its RTL did not run.",
        mixinStandardHelpOptions = true)
final class NicCoverageCommand implements Callable<Integer>, SuiteInput {
    private static final double ENOUGH = 90; // of a hundred lines

    @Mixin
    private RandomStimulus stimulus = new RandomStimulus();

    @Option(
            names = "--sets",
            paramLabel = "COUNT",
            defaultValue = "40",
            description = "sets of rules; ${DEFAULT-VALUE} unless told")
    private int sets;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public List<String> inputFrom(Path vectors) {
        return RandomStimulus.inputFrom(vectors);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try {
            RuleSets made = stimulus.sets();
            Path folder = Files.createTempDirectory("tandem-coverage");
            NicCoverageSuite.Result result = NicCoverageSuite.run(made, stimulus.seed(), sets, folder);
            result.differences().forEach(out::print);
            out.printf("Verilator's files are in %s%n", folder);
            out.print(result.coverage().toText());
            out.flush();
            return result.differences().isEmpty() && result.coverage().percent() >= ENOUGH
                    ? ExitCodes.DONE
                    : ExitCodes.REFUSED;
        } catch (BackendUnavailableException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }
}
