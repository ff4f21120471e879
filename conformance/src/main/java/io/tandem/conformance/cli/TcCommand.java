package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.tc.TcSuite;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conformance run tc}: TC flower rules, with packets. */
@Command(
        name = "tc",
        description =
                "Puts rules on the TC flower of a real kernel, in a virtual machine, sends packets through them, and"
                        + " compares what the device answers with what happened.",
        mixinStandardHelpOptions = true)
final class TcCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CHECK", arity = "0..*", description = "only these checks")
    private List<String> checks = List.of();

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        for (String check : checks) {
            if (!TcSuite.names().contains(check)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "no check '" + check + "'; there are " + String.join(", ", TcSuite.names()));
            }
        }
        TcSuite.Report report;
        try {
            report = new TcSuite(GuestFolder.guest()).run(checks);
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        PrintWriter to = spec.commandLine().getOut();
        report.lines().forEach(to::println);
        to.printf(
                "kernel %s: %d checks, %d failed%n",
                report.kernel(), report.lines().size(), report.failed().size());
        to.flush();
        return report.failed().isEmpty() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
