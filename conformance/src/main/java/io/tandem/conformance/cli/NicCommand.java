package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.conformance.nic.Counterexample;
import io.tandem.conformance.nic.NicReport;
import io.tandem.conformance.nic.NicSuite;
import io.tandem.conformance.nic.RuleSets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run nic}: random rules and packets in the simulated NIC. */
@Command(
        name = "nic",
        description =
                "Puts random rules into the simulated NIC, sends random packets through its RTL, and compares every copy,"
                        + " its port, its place, the rules' counters and the meters' with Tandem's software datapath.",
        mixinStandardHelpOptions = true)
final class NicCommand implements Callable<Integer>, SuiteInput {
    @Mixin
    private RandomStimulus stimulus = new RandomStimulus();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "typical",
            description = "the NIC's size; ${DEFAULT-VALUE} unless told")
    private String profile = "typical";

    @Option(
            names = "--sets",
            paramLabel = "COUNT",
            defaultValue = "1000",
            description = "sets of rules; ${DEFAULT-VALUE} unless told")
    private int sets;

    @Option(
            names = "--packets",
            paramLabel = "COUNT",
            defaultValue = "1000",
            description = "packets of each set; ${DEFAULT-VALUE} unless told")
    private int packets;

    @Option(
            names = "--gaps",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description = "clocks on which nothing is offered, at random; ${DEFAULT-VALUE} of a hundred unless told")
    private int gaps;

    @Option(
            names = "--stalls",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description = "clocks on which nothing is taken, at random; ${DEFAULT-VALUE} of a hundred unless told")
    private int stalls;

    @Option(
            names = "--flip-every",
            paramLabel = "COUNT",
            defaultValue = "0",
            description = "packets after which a bit of the NIC's tables flips each time, 0 for none;"
                    + " ${DEFAULT-VALUE} unless told")
    private int flipEvery;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where a difference is written, for replay; default: ${DEFAULT-VALUE}")
    private Path out = ReportCommand.KEPT;

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
            NicReport report = NicSuite.run(made, device(), stimulus.seed(), sets, packets, flipEvery);
            if (report.difference().isPresent()) {
                Counterexample.Written files = report.difference().get().write(out);
                spec.commandLine().getOut().print(files.commands(profile));
            }
            spec.commandLine().getOut().print(report.toText());
            spec.commandLine().getOut().flush();
            return report.allEqual() ? ExitCodes.DONE : ExitCodes.REFUSED;
        } catch (BackendUnavailableException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }

    private DeviceConfig device() {
        return new DeviceConfig(
                "nic",
                Map.of(
                        "profile",
                        profile,
                        "checks",
                        "on",
                        "gaps",
                        Integer.toString(gaps),
                        "stalls",
                        Integer.toString(stalls),
                        "seed",
                        Long.toString(stimulus.seed() & Integer.MAX_VALUE)));
    }
}
