package io.tandem.conformance.traffic;

import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.HostTool;
import io.tandem.datapath.port.PortKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs real traffic between two hosts, through Tandem alone. Needs root, {@code ip}, {@code ping} and {@code python3}. */
public final class TrafficSuite {
    private static final int PORT = 7777;
    private static final int PINGS = 20;
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Path folder;

    /**
     * @param folder for files of a run
     */
    public TrafficSuite(Path folder) {
        this.folder = folder;
    }

    /**
     * Looks for the programs of a run.
     *
     * @throws GuestException where one is missing, with the package that holds it
     */
    public static void requireTools() throws GuestException {
        HostTool.require(List.of(HostTool.IP, HostTool.PING, HostTool.PYTHON));
    }

    /**
     * What a run saw.
     *
     * @param seconds that the transfer took
     * @param peer the address that the second host saw the first one come from
     */
    public record Seen(PortKind kind, Between between, long bytes, double seconds, String peer) {}

    /**
     * Pings, then transfers bytes over TCP and compares their digests.
     *
     * @throws TrafficException where anything is lost or changed, or Tandem's own counts do not add up
     */
    public Seen run(PortKind kind, Between between, long bytes)
            throws IOException, InterruptedException, TrafficException {
        Path script = script(folder);
        try (Hosts hosts = new Hosts(kind, between);
                TandemProcess tandem = TandemProcess.start(TandemSetup.of(hosts, kind, between), folder)) {
            hosts.adopt();
            String said = ping(hosts, PINGS);
            if (!said.contains(", 0% packet loss")) {
                throw new TrafficException("pings were lost: " + said.strip());
            }
            Seen seen = transfer(hosts, script, kind, between, bytes);
            requireConserved(tandem.stop());
            return seen;
        }
    }

    /** The program that sends and receives, written to that folder. */
    static Path script(Path folder) throws IOException {
        Path script = folder.resolve("transfer.py");
        try (InputStream source = Objects.requireNonNull(TrafficSuite.class.getResourceAsStream("transfer.py"))) {
            Files.write(script, source.readAllBytes());
        }
        return script;
    }

    static void requireConserved(String summary) throws TrafficException {
        if (!Pattern.compile("^conserved +yes$", Pattern.MULTILINE)
                .matcher(summary)
                .find()) {
            throw new TrafficException("Tandem's counts do not add up:\n" + summary);
        }
    }

    /** Pings the second host from the first; answers what ping printed. */
    static String ping(Hosts hosts, int times) throws IOException, InterruptedException, TrafficException {
        List<String> words = new ArrayList<>(List.of("ping", "-q", "-c", String.valueOf(times), "-i", "0.01"));
        words.add(Hosts.RIGHT);
        try (Command ping = Command.start(hosts.at(1, words))) {
            return ping.output(SHORT);
        }
    }

    static Seen transfer(Hosts hosts, Path script, PortKind kind, Between between, long bytes)
            throws IOException, InterruptedException, TrafficException {
        String port = String.valueOf(PORT);
        String count = String.valueOf(bytes);
        List<String> python = List.of("python3", script.toString());
        try (Command receiver = Command.start(hosts.at(2, join(python, "receive", Hosts.RIGHT, port, count)))) {
            long end = System.nanoTime() + SHORT.toNanos();
            while (!receiver.printed().contains("listening")) {
                if (!receiver.running() || System.nanoTime() > end) {
                    throw new TrafficException("the receiver does not listen: " + receiver.printed());
                }
                Thread.sleep(10);
            }
            long start = System.nanoTime();
            String sent;
            try (Command sender = Command.start(hosts.at(1, join(python, "send", Hosts.RIGHT, port, count)))) {
                sent = sender.output(LONG);
            }
            String received = receiver.output(SHORT);
            double seconds = (System.nanoTime() - start) / 1e9;
            expect("bytes", count, said(received, "bytes"));
            expect("SHA-256", said(sent, "sha256"), said(received, "sha256"));
            String peer = said(received, "peer");
            expect("peer", between == Between.NAT ? Hosts.NATTED : Hosts.LEFT, peer);
            return new Seen(kind, between, bytes, seconds, peer);
        }
    }

    private static List<String> join(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all;
    }

    private static String said(String text, String what) throws TrafficException {
        Matcher matcher =
                Pattern.compile("^" + what + " (\\S+)$", Pattern.MULTILINE).matcher(text);
        if (!matcher.find()) {
            throw new TrafficException("no word of " + what + " in: " + text.strip());
        }
        return matcher.group(1);
    }

    private static void expect(String what, String expected, String found) throws TrafficException {
        if (!expected.equals(found)) {
            throw new TrafficException(what + ": expected " + expected + ", found " + found);
        }
    }
}
