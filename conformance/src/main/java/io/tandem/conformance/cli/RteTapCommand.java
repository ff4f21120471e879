package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.rtetap.TapSuite;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code conformance run rte-tap}: rte_flow rules in a driver of DPDK's. */
@Command(
        name = "rte-tap",
        description =
                "Puts rules into DPDK's TAP driver, over a real kernel in a virtual machine, sends packets that meet them"
                        + " and packets that miss them by a bit, and gives testpmd the rules as they are printed.",
        mixinStandardHelpOptions = true)
final class RteTapCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        List<String> lines;
        try {
            lines = new TapSuite(GuestFolder.guest()).run();
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        PrintWriter to = spec.commandLine().getOut();
        lines.forEach(to::println);
        long failed = lines.stream().filter(line -> !line.startsWith("ok ")).count();
        to.printf("%d checks, %d failed%n", lines.size(), failed);
        to.flush();
        return failed == 0 ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
