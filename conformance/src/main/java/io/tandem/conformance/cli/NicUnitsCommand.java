package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.nic.RuleSets;
import io.tandem.conformance.nicunit.NicUnitSuite;
import io.tandem.conformance.nicunit.UnitReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run nic-units}: modules of the simulated NIC, each alone. */
@Command(
        name = "nic-units",
        description =
                "Sends random stimulus through the parser, a tuple, the TCAM, the checksum stage and the action engine of the"
                        + " simulated NIC, each alone, and compares what comes out with Tandem's software.",
        mixinStandardHelpOptions = true)
final class NicUnitsCommand implements Callable<Integer> {
    @Option(
            names = "--captures",
            paramLabel = "DIR",
            description = "a directory of captures whose frames are taken beside the known ones")
    private @Nullable Path captures;

    @Option(
            names = "--items",
            paramLabel = "COUNT",
            defaultValue = "100000",
            description = "for each module; ${DEFAULT-VALUE} unless told")
    private int items;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "what the stimulus comes from; ${DEFAULT-VALUE} unless told")
    private long seed;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try {
            RuleSets made = captures == null ? new RuleSets() : new RuleSets(new Captures(captures));
            List<UnitReport> reports = NicUnitSuite.run(made, seed, items, Optional.empty());
            reports.forEach(report -> spec.commandLine().getOut().print(report.toText()));
            spec.commandLine().getOut().flush();
            return reports.stream().allMatch(UnitReport::allEqual) ? ExitCodes.DONE : ExitCodes.REFUSED;
        } catch (BackendUnavailableException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }
}
