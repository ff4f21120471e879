package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.conformance.datapath.CaseFormatException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.nicdriver.CasesReport;
import io.tandem.conformance.tcsim.NicCases;
import io.tandem.conformance.tcsim.TunnelCases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Spec;

/** Cases of packets for the simulated NIC, whose rules come by way of a backend. */
abstract class NicCasesCommand implements Callable<Integer>, SuiteInput {
    @Mixin
    private CaseChoice choice = new CaseChoice();

    @Spec
    private CommandLine.Model.CommandSpec spec;

    /** Carries the cases out. */
    abstract CasesReport run(List<DatapathCase> cases) throws BackendUnavailableException, DeviceException;

    /** How flows of the device say that a packet is to be put into a tunnel. */
    abstract TunnelCases.Words words();

    @Override
    public List<String> inputFrom(Path vectors) {
        return CaseChoice.inputFrom(vectors);
    }

    @Override
    public Integer call() throws IOException, DeviceException, EnvironmentException {
        try {
            CasesReport report = run(choice.cases((captures, count, seed) -> {
                List<DatapathCase> made = new ArrayList<>(new NicCases(captures).make(count, seed));
                made.addAll(new TunnelCases(captures, words()).make(count / 2, seed));
                return made;
            }));
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
