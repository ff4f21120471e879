package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.datapath.Captures;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conformance run tc-packets}: packets through Tandem's TC rules. */
@Command(
        name = "tc-packets",
        description =
                "Sends packets through TC rules of a real kernel, in a virtual machine, that Tandem translated, and"
                        + " compares every frame that leaves and every count with Tandem's software datapath.",
        mixinStandardHelpOptions = true)
final class TcPacketsCommand implements Callable<Integer> {
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
            description = "so many random cases on packets of the captures beside the others; ${DEFAULT-VALUE} unless"
                    + " told")
    private int generated;

    @Option(
            names = "--matches",
            paramLabel = "COUNT",
            description =
                    "instead, asks the kernel which packets so many random rules match, and compares that with what"
                            + " their megaflows match")
    private int matches;

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
            return matches > 0 ? matches(captures) : carry();
        } catch (CaseFormatException e) {
            spec.commandLine().getErr().println("error: " + e.getMessage());
            return ExitCodes.REFUSED;
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }

    private int carry() throws IOException, InterruptedException, CaseFormatException {
        List<DatapathCase> cases = CaseChoice.choose(file, captures, generated, seed, names);
        CarryReport report =
                CarryReport.of(cases, new TcSide(GuestFolder.guest()), new KernelSide(GuestFolder.guest()));
        spec.commandLine().getOut().print(report.toText());
        spec.commandLine().getOut().flush();
        return report.allEqual() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private int matches(@Nullable Path folder) throws IOException, InterruptedException, GuestException {
        if (folder == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--matches takes packets of --captures DIR");
        }
        MatchCases cases = new MatchCases(new Captures(folder));
        List<MatchCases.Batch> batches = cases.make(matches, seed);
        MatchReport report = new MatchSuite(GuestFolder.guest()).run(batches);
        spec.commandLine().getOut().print(report.toText());
        spec.commandLine().getOut().println(cases.refused() + " more flows were refused by the translation");
        spec.commandLine().getOut().flush();
        return report.allAsSaid() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
