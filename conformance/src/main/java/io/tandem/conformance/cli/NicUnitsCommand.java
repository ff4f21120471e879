package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.conformance.nic.RuleSets;
import io.tandem.conformance.nicunit.NicUnitSuite;
import io.tandem.conformance.nicunit.UnitReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run nic-units}: modules of the simulated NIC, each alone. */
@Command(
        name = "nic-units",
        description =
                "Sends random stimulus through the parser, a tuple, the TCAM, the checksum stage and the action engine of the"
                        + " simulated NIC, each alone, and compares what comes out with Tandem's software.",
        mixinStandardHelpOptions = true)
final class NicUnitsCommand implements Callable<Integer>, SuiteInput {
    @Mixin
    private RandomStimulus stimulus = new RandomStimulus();

    @Option(
            names = "--items",
            paramLabel = "COUNT",
            defaultValue = "100000",
            description = "for each module; ${DEFAULT-VALUE} unless told")
    private int items;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public List<String> inputFrom(Path vectors) {
        return RandomStimulus.inputFrom(vectors);
    }

    @Override
    public Integer call() throws Exception {
        try {
            RuleSets made = stimulus.sets();
            List<UnitReport> reports = NicUnitSuite.run(made, stimulus.seed(), items, Optional.empty());
            reports.forEach(report -> spec.commandLine().getOut().print(report.toText()));
            spec.commandLine().getOut().flush();
            return reports.stream().allMatch(UnitReport::allEqual) ? ExitCodes.DONE : ExitCodes.REFUSED;
        } catch (BackendUnavailableException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }
}
