package io.tandem.conformance.dpdkspeed;

import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.ovs.DpdkOvs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tandem's datapath and Open vSwitch's, each in a process of its own, one after the other between the same virtual devices:
 * the frames of a capture come in without end (net_pcap), and what is sent is thrown away (net_null). They take turns, so
 * that what else the machine does meets both.
 */
public final class SpeedSuite {
    private static final long MILLIS = 1_000;

    private final Settings settings;
    private final Consumer<String> progress;

    /**
     * How it is measured.
     *
     * @param rounds times that each side has its turn at each scenario
     * @param warmSeconds before each measurement
     * @param seconds of each measurement
     * @param core where the packet thread of either side runs
     */
    public record Settings(int rounds, int warmSeconds, int seconds, int core) {}

    /**
     * @param progress gets a line before two turns, and one after each
     */
    public SpeedSuite(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** Measures, all scenarios in each round. */
    public List<Turn> run(List<Scenario> scenarios) throws IOException, InterruptedException, GuestException {
        DpdkOvs.require();
        Path folder = Files.createTempDirectory("tandem-dpdk-speed");
        try {
            for (Scenario scenario : scenarios) {
                scenario.writeCapture(folder.resolve(scenario.name() + ".pcap"));
            }
            List<Turn> turns = new ArrayList<>();
            for (int round = 1; round <= settings.rounds; round++) {
                for (Scenario scenario : scenarios) {
                    progress.accept("round " + round + " of " + settings.rounds + ", " + scenario.name());
                    try (Side side = Side.tandem(scenario, folder, settings.core)) {
                        turns.add(measure(Turn.Who.TANDEM, scenario, side));
                    }
                    try (Side side = Side.openVswitch(scenario, folder, settings.core)) {
                        turns.add(measure(Turn.Who.OVS, scenario, side));
                    }
                }
            }
            return turns;
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Turn measure(Turn.Who who, Scenario scenario, Side side) throws IOException, InterruptedException {
        Thread.sleep(settings.warmSeconds * MILLIS);
        long start = System.nanoTime();
        long busy = side.time().nanos();
        Side.Counts before = side.counts();
        Thread.sleep(settings.seconds * MILLIS);
        long nanos = System.nanoTime() - start;
        busy = side.time().nanos() - busy;
        Side.Counts after = side.counts();
        long packets = after.sent() - before.sent();
        if (packets == 0) {
            throw new IOException(
                    who.label() + " has sent nothing in " + settings.seconds + " s of " + scenario.name());
        }
        Turn turn = new Turn(who, scenario, packets, after.emcHits() - before.emcHits(), busy, nanos);
        progress.accept("  %-6s %.2f million packets/s".formatted(who.label(), turn.rate()));
        return turn;
    }
}
