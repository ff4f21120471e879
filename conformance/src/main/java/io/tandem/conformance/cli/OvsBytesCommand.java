package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.ovs.FlowText;
import io.tandem.conformance.ovs.FlowTexts;
import io.tandem.conformance.ovs.OvsBytes;
import io.tandem.conformance.ovs.RecordedFlow;
import io.tandem.conformance.verdict.CaseFileException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance record ovs-bytes}: what Open vSwitch sends to the kernel for flows given as text. */
@Command(
        name = "ovs-bytes",
        description =
                "Has ovs-dpctl put flows on a real kernel, in a virtual machine, and writes down the netlink bytes"
                        + " that it sends, with the kernel's verdict.",
        mixinStandardHelpOptions = true)
final class OvsBytesCommand implements Callable<Integer> {
    @Option(
            names = "--flows",
            paramLabel = "FILE",
            description = "a flow a line, KEY TAB ACTIONS; without it Tandem's own list of flows")
    private @Nullable Path flows;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "where to write")
    private Path out;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        OvsBytes.Recording recording;
        try {
            List<FlowText> texts =
                    flows == null ? FlowTexts.all() : FlowText.read(flows.toString(), Files.readString(flows));
            recording = new OvsBytes(GuestFolder.guest()).record(texts);
        } catch (CaseFileException e) {
            spec.commandLine().getErr().println("error: " + e.getMessage());
            return ExitCodes.REFUSED;
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        Files.writeString(
                out,
                "# Bytes of Open vSwitch's ovs-dpctl, verdicts of kernel " + recording.kernel() + ".\n"
                        + recording.flows().stream()
                                .map(RecordedFlow::toLine)
                                .collect(Collectors.joining("\n", "", "\n")));
        PrintWriter to = spec.commandLine().getOut();
        for (FlowText text : recording.unparsed()) {
            to.println("ovs-dpctl does not parse: " + text.key() + " " + text.actions());
        }
        to.printf(
                "kernel %s: %d flows written to %s, %d not parsed%n",
                recording.kernel(),
                recording.flows().size(),
                out,
                recording.unparsed().size());
        to.flush();
        return ExitCodes.DONE;
    }
}
