package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.conformance.datapath.Captures;
import io.tandem.conformance.datapath.CaseFormatException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.tcsim.NicCases;
import io.tandem.conformance.tcsim.TcSimReport;
import io.tandem.conformance.tcsim.TcSimSuite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conformance run tc-sim}: packets through the simulated NIC, whose rules come by way of TC. */
@Command(
        name = "tc-sim",
        description =
                "Puts flows into the simulated NIC by way of TC filters, as a network driver takes them, sends packets"
                        + " through its RTL, and compares frames and counts with Tandem's software datapath.",
        mixinStandardHelpOptions = true)
final class TcSimCommand implements Callable<Integer> {
    @Option(
            names = "--captures",
            paramLabel = "DIR",
            description = "the directory of captures that frames are taken from")
    private @Nullable Path captures;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "only cases whose name contains one of these")
    private List<String> names = List.of();

    @Option(names = "--cases", paramLabel = "FILE", description = "these cases instead of the committed ones")
    private @Nullable Path file;

    @Option(
            names = "--generated",
            paramLabel = "COUNT",
            defaultValue = "500",
            description =
                    "so many random cases on packets of the captures beside the others, and as many whose flows the NIC"
                            + " can hold; ${DEFAULT-VALUE} unless told")
    private int generated;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "what the random flows come from; ${DEFAULT-VALUE} unless told")
    private long seed;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try {
            List<DatapathCase> cases = new ArrayList<>(CaseChoice.choose(file, captures, generated, seed, names));
            if (captures != null && file == null) {
                new NicCases(new Captures(captures))
                        .make(generated, seed).stream()
                                .filter(c -> names.isEmpty() || names.stream().anyMatch(c.name()::contains))
                                .forEach(cases::add);
            }
            TcSimReport report = TcSimSuite.run(cases);
            spec.commandLine().getOut().print(report.toText());
            spec.commandLine().getOut().flush();
            return report.allEqual() ? ExitCodes.DONE : ExitCodes.REFUSED;
        } catch (CaseFormatException e) {
            spec.commandLine().getErr().println("error: " + e.getMessage());
            return ExitCodes.REFUSED;
        } catch (BackendUnavailableException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }
}
