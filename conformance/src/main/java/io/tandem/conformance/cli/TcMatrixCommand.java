package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.tcpackets.MatrixReport;
import io.tandem.conformance.tcpackets.MatrixSuite;
import io.tandem.odp.OdpParseException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conformance run tc-matrix}: each field and each action through TC flower. */
@Command(
        name = "tc-matrix",
        description =
                "Puts a rule for each field and each action on the TC flower of a real kernel, in a virtual machine, and"
                        + " says of each whether it is installed, read back, forwards and counts as the software datapath.",
        mixinStandardHelpOptions = true)
final class TcMatrixCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "only rows whose name contains one of these")
    private List<String> names = List.of();

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, OdpParseException, EnvironmentException {
        MatrixReport report;
        try {
            report = new MatrixSuite(GuestFolder.guest()).run(names);
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        spec.commandLine().getOut().print(report.toText());
        spec.commandLine().getOut().flush();
        return report.allRight() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
