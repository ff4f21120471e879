package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.traffic.Between;
import io.tandem.conformance.traffic.TrafficException;
import io.tandem.conformance.traffic.TrafficSuite;
import io.tandem.datapath.port.PortKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run traffic}: two hosts that talk to each other through Tandem. */
@Command(
        name = "traffic",
        description = "Pings and a TCP transfer between two network namespaces, through Tandem alone: by every kind of"
                + " port, switched, with NAT, and with VXLAN to a tunnel of the kernel's.",
        mixinStandardHelpOptions = true)
final class TrafficCommand implements Callable<Integer> {
    @Option(
            names = "--bytes",
            paramLabel = "N",
            description = "bytes of each transfer (default ${DEFAULT-VALUE})",
            defaultValue = "1000000000")
    private long bytes;

    @Option(names = "--ports", split = ",", description = "kinds of ports: ${COMPLETION-CANDIDATES}; all by default")
    private List<PortKind> ports = List.of(PortKind.values());

    @Option(
            names = "--between",
            split = ",",
            description = "what Tandem does in between: ${COMPLETION-CANDIDATES}; all by default")
    private List<Between> between = List.of(Between.values());

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        try {
            TrafficSuite.requireTools();
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        PrintWriter to = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("tandem-traffic");
        TrafficSuite suite = new TrafficSuite(folder);
        int failed = 0;
        try {
            for (PortKind kind : ports) {
                for (Between what : between) {
                    try {
                        TrafficSuite.Seen seen = suite.run(kind, what, bytes);
                        to.printf(
                                "ok    %-9s %-6s %,d bytes in %.1f s, %.2f Gbit/s%n",
                                kind, what, seen.bytes(), seen.seconds(), seen.bytes() * 8 / seen.seconds() / 1e9);
                    } catch (TrafficException e) {
                        failed++;
                        to.printf("FAIL  %-9s %-6s %s%n", kind, what, e.getMessage());
                    }
                    to.flush();
                }
            }
        } finally {
            delete(folder);
        }
        to.printf("%d runs, %d failed%n", ports.size() * between.size(), failed);
        to.flush();
        return failed == 0 ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
