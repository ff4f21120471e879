package io.tandem.conformance.traffic;

import io.tandem.datapath.port.PortKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Traffic between two hosts through a Tandem that has its flows in the kernel's TC: each packet carried once, by a rule or
 * by the software. Counts are compared with those that the kernel keeps of the ports' interfaces. Needs an empty network
 * namespace without IPv6, in which nothing else sends.
 */
public final class OffloadedTraffic {
    private static final int PINGS = 200;
    private static final int DIRECTIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SETTLED_MILLIS = 300;
    private static final Pattern OFFLOADED = Pattern.compile("\"OFFLOADED\"");

    private OffloadedTraffic() {}

    /**
     * What a run saw.
     *
     * @param received packets that came in by both ports, as the kernel counts
     * @param sent packets that left by both, as the kernel counts
     * @param counted packets that Tandem says it received
     * @param lost packets that Tandem says it lost before it received them, as it was not given the time
     * @param dropped packets that Tandem says it received and dropped
     * @param byRules those of them that rules took
     * @param offloaded flows that were in TC at the end, two at least
     * @param summary what Tandem printed
     */
    public record Seen(
            long received,
            long sent,
            long counted,
            long lost,
            long dropped,
            long byRules,
            int offloaded,
            String summary) {}

    /**
     * Pings and transfers bytes over TCP.
     *
     * @param folder for files of the run
     * @throws TrafficException where bytes are lost or changed, a ping is answered twice, or Tandem's own counts do not
     *     add up
     */
    public static Seen run(Path folder, long bytes) throws IOException, InterruptedException, TrafficException {
        Path script = TrafficSuite.script(folder);
        try (Hosts hosts = new Hosts(PortKind.AF_PACKET, Between.SWITCH)) {
            hosts.quieten();
            try (TandemProcess tandem = TandemProcess.start(TandemSetup.offloading(hosts), folder)) {
                long receivedBefore = interfaces(hosts, "rx_packets");
                long sentBefore = interfaces(hosts, "tx_packets");
                int offloaded;
                try {
                    String said = TrafficSuite.ping(hosts, PINGS);
                    if (said.contains("duplicates")) {
                        throw new TrafficException("pings were answered twice: " + said.strip());
                    }
                    TrafficSuite.transfer(hosts, script, PortKind.AF_PACKET, Between.SWITCH, bytes);
                    offloaded = offloadedMeanwhile(hosts, tandem);
                } catch (TrafficException e) {
                    throw new TrafficException(e.getMessage() + "; Tandem printed: " + tandem.stop());
                }
                String summary = tandem.stop();
                TrafficSuite.requireConserved(summary);
                return new Seen(
                        interfaces(hosts, "rx_packets") - receivedBefore,
                        interfaces(hosts, "tx_packets") - sentBefore,
                        number(summary, "received"),
                        sum(summary, "^ +lost receiving +([0-9,]+)"),
                        sum(summary, "^dropped +([0-9,]+)"),
                        number(summary, "hardware hits"),
                        offloaded,
                        summary);
            }
        }
    }

    /** What the kernel counts at both of Tandem's interfaces. */
    private static long interfaces(Hosts hosts, String counter) throws IOException {
        long sum = 0;
        for (int host = 1; host <= 2; host++) {
            Path file = Path.of("/sys/class/net", hosts.port(host), "statistics", counter);
            sum += Long.parseLong(Files.readAllLines(file).getFirst().strip());
        }
        return sum;
    }

    /** Flows that are in TC while packets keep them from ending. */
    private static int offloadedMeanwhile(Hosts hosts, TandemProcess tandem)
            throws IOException, InterruptedException, TrafficException {
        try (Command pings = Command.start(hosts.at(1, List.of("ping", "-q", "-i", "0.1", Hosts.RIGHT)))) {
            int offloaded = offloaded(tandem);
            pings.terminate();
            Thread.sleep(SETTLED_MILLIS);
            return offloaded;
        }
    }

    /** Flows that are in TC, as soon as the rules of both directions are read back. */
    private static int offloaded(TandemProcess tandem) throws IOException, InterruptedException, TrafficException {
        URI flows = URI.create(tandem.address() + "api/v1/flows");
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                String body = client.send(HttpRequest.newBuilder(flows).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
                int count = (int) OFFLOADED.matcher(body).results().count();
                if (count >= DIRECTIONS) {
                    return count;
                }
                if (System.nanoTime() > end) {
                    throw new TrafficException(count + " flows are offloaded: " + body);
                }
                Thread.sleep(100);
            }
        }
    }

    private static long sum(String summary, String line) {
        return Pattern.compile(line, Pattern.MULTILINE)
                .matcher(summary)
                .results()
                .mapToLong(result -> Long.parseLong(result.group(1).replace(",", "")))
                .sum();
    }

    private static long number(String summary, String what) throws TrafficException {
        Matcher matcher =
                Pattern.compile("^" + what + " +([0-9,]+)", Pattern.MULTILINE).matcher(summary);
        if (!matcher.find()) {
            throw new TrafficException("no word of " + what + " in: " + summary.strip());
        }
        return Long.parseLong(matcher.group(1).replace(",", ""));
    }
}
