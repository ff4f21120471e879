package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.offload.OffloadCase;
import io.tandem.conformance.offload.OffloadCases;
import io.tandem.conformance.offload.OffloadReport;
import io.tandem.conformance.ovs.OffloadVerdict;
import io.tandem.conformance.ovs.OffloadingOvs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run offload}: which flows become TC filters, here and in Open vSwitch. */
@Command(
        name = "offload",
        description =
                "Has Open vSwitch offload flows to the TC of a real kernel, in a virtual machine, and compares what"
                        + " it offloads, and the packets that its filters match, with Tandem's translation.",
        mixinStandardHelpOptions = true)
final class OffloadCommand implements Callable<Integer>, SuiteInput {
    @Option(names = "--keys", paramLabel = "FILE", description = "keys with masks, one a line")
    private @Nullable Path keys;

    @Option(names = "--actions", paramLabel = "FILE", description = "lists of actions, one a line")
    private @Nullable Path actions;

    @Option(names = "--record", paramLabel = "FILE", description = "keep what Open vSwitch did with the flows")
    private @Nullable Path record;

    @Option(
            names = "--recorded",
            paramLabel = "FILE",
            description = "compare with what --record kept of the same flows, and start no virtual machine")
    private @Nullable Path recorded;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public List<String> inputFrom(Path vectors) {
        return List.of(
                "--keys", vectors.resolve("odp-wildcarded.txt").toString(),
                "--actions", vectors.resolve("odp-actions.txt").toString());
    }

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        OffloadCases cases = new OffloadCases();
        if (keys != null) {
            cases.keys(keys);
        }
        if (actions != null) {
            cases.actions(actions);
        }
        List<OffloadCase> flows = cases.all();
        if (flows.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no flows: name files with --keys and --actions");
        }
        List<OffloadVerdict> verdicts;
        try {
            verdicts = recorded == null
                    ? new OffloadingOvs(GuestFolder.guest())
                            .judge(flows.stream().map(OffloadCase::text).toList())
                    : OffloadVerdict.readAll(Files.readString(recorded));
            if (record != null) {
                Files.writeString(record, OffloadVerdict.printAll(verdicts));
            }
        } catch (OffloadVerdict.VerdictFormatException e) {
            spec.commandLine().getErr().println("error: " + recorded + ": " + e.getMessage());
            return ExitCodes.REFUSED;
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        if (verdicts.size() != flows.size()) {
            spec.commandLine()
                    .getErr()
                    .printf("error: %s has verdicts of %d flows, not of %d%n", recorded, verdicts.size(), flows.size());
            return ExitCodes.REFUSED;
        }
        OffloadReport report = OffloadReport.of(flows, verdicts);
        PrintWriter to = spec.commandLine().getOut();
        to.print(report.toText());
        to.printf("%d lines are not flows%n", cases.unread());
        to.flush();
        return report.allEqual() ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
