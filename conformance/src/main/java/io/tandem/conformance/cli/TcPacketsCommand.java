package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.datapath.CaseFormatException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.kernel.KernelSide;
import io.tandem.conformance.tcpackets.CarryReport;
import io.tandem.conformance.tcpackets.MatchCases;
import io.tandem.conformance.tcpackets.MatchReport;
import io.tandem.conformance.tcpackets.MatchSuite;
import io.tandem.conformance.tcpackets.TcSide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run tc-packets}: packets through Tandem's TC rules. */
@Command(
        name = "tc-packets",
        description =
                "Sends packets through TC rules of a real kernel, in a virtual machine, that Tandem translated, and"
                        + " compares every frame that leaves and every count with Tandem's software datapath.",
        mixinStandardHelpOptions = true)
final class TcPacketsCommand implements Callable<Integer>, SuiteInput {
    @Mixin
    private CaseChoice choice = new CaseChoice();

    @Option(
            names = "--matches",
            paramLabel = "COUNT",
            description =
                    "instead, asks the kernel which packets so many random rules match, and compares that with what"
                            + " their megaflows match")
    private int matches;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public List<String> inputFrom(Path vectors) {
        return CaseChoice.inputFrom(vectors);
    }

    @Override
    public Integer call() throws Exception {
        try {
            return matches > 0 ? matches() : carry();
        } catch (CaseFormatException e) {
            spec.commandLine().getErr().println("error: " + e.getMessage());
            return ExitCodes.REFUSED;
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }

    private int carry() throws IOException, InterruptedException, CaseFormatException {
        List<DatapathCase> cases = choice.cases();
        CarryReport report =
                CarryReport.of(cases, new TcSide(GuestFolder.guest()), new KernelSide(GuestFolder.guest()));
        spec.commandLine().getOut().print(report.toText());
        spec.commandLine().getOut().flush();
        return report.allEqual() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private int matches() throws IOException, InterruptedException, GuestException {
        MatchCases cases = new MatchCases(choice.captures()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "--matches takes packets of --captures DIR")));
        List<MatchCases.Batch> batches = cases.make(matches, choice.seed());
        MatchReport report = new MatchSuite(GuestFolder.guest()).run(batches);
        spec.commandLine().getOut().print(report.toText());
        spec.commandLine().getOut().println(cases.refused() + " more flows were refused by the translation");
        spec.commandLine().getOut().flush();
        return report.allAsSaid() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
