package io.tandem.agent.cli;

import io.tandem.agent.replay.Replay;
import io.tandem.agent.replay.ReplayOptions;
import io.tandem.agent.replay.ReplayReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay CAPTURE --flows FILE}: a capture through the switch. */
@Command(
        name = "replay",
        description = "Sends every packet of a capture through the NIC and the datapath, and counts what became of it.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CAPTURE", description = "pcap or pcapng file, Ethernet")
    private Path capture;

    @Option(names = "--flows", required = true, paramLabel = "FILE", description = "flow file; first match wins")
    private Path flows;

    @Mixin
    private NicChoice nic;

    @Option(
            names = "--loop",
            paramLabel = "N",
            description = "replay the capture N times (default 1)",
            defaultValue = "1")
    private int loops;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port that the packets enter by (default 1)",
            defaultValue = "1")
    private int port;

    @Option(names = "--ports", paramLabel = "N", description = "number of ports (default 4)", defaultValue = "4")
    private int ports;

    @Option(names = "--out", paramLabel = "DIR", description = "write what each port sends to DIR/port-N.pcap")
    private @Nullable Path out;

    @Mixin
    private OutputFormat format;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        require(!nic.isTc(), "--nic tc takes ports of this machine; a capture has none");
        nic.inVain(false).forEach(option -> require(false, option + " takes the simulated NIC, not another --nic"));
        require(loops >= 1, "--loop takes a number from 1");
        require(ports >= 1 && ports <= 64, "--ports takes a number from 1 to 64");
        require(port >= 1 && port <= ports, "--port takes a number from 1 to " + ports);
        ReplayOptions options =
                new ReplayOptions(capture, flows, nic.simulated(), loops, port, ports, Optional.ofNullable(out));
        ReplayReport report;
        try (ProgressBar bar = new ProgressBar(capture, loops)) {
            report = new Replay(options, (packets, device) -> bar.at(packets)).run();
        }
        PrintWriter to = spec.commandLine().getOut();
        if (format.json()) {
            to.println(ReportText.json(report).encodePrettily());
        } else {
            ReportText.print(report, to);
        }
        to.flush();
        if (!report.conserved()) {
            spec.commandLine()
                    .getErr()
                    .println("error: packets were lost or counted twice: "
                            + report.traffic().received() + " entered, " + (report.inFlows() + report.unassigned())
                            + " are accounted for");
            return Main.Exit.REFUSED;
        }
        return Main.Exit.DONE;
    }

    private void require(boolean holds, String sentence) {
        if (!holds) {
            throw new CommandLine.ParameterException(spec.commandLine(), sentence);
        }
    }
}
