package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.conformance.datapath.CaseFormatException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.nicdriver.CasesReport;
import io.tandem.conformance.tcsim.NicCases;
import io.tandem.conformance.tcsim.TcSimSuite;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Spec;

/** {@code conformance run tc-sim}: packets through the simulated NIC, whose rules come by way of TC. */
@Command(
        name = "tc-sim",
        description =
                "Puts flows into the simulated NIC by way of TC filters, as a network driver takes them, sends packets"
                        + " through its RTL, and compares frames and counts with Tandem's software datapath.",
        mixinStandardHelpOptions = true)
final class TcSimCommand implements Callable<Integer>, SuiteInput {
    @Mixin
    private CaseChoice choice = new CaseChoice();

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public List<String> inputFrom(Path vectors) {
        return CaseChoice.inputFrom(vectors);
    }

    @Override
    public Integer call() throws Exception {
        try {
            List<DatapathCase> cases =
                    choice.cases((captures, count, seed) -> new NicCases(captures).make(count, seed));
            CasesReport report = TcSimSuite.run(cases);
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
