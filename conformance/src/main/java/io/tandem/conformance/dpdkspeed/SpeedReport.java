package io.tandem.conformance.dpdkspeed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Turns as a table: one line for each scenario, with medians, and the ratio of each round. */
public final class SpeedReport {
    private static final double PERCENT = 100;

    private final List<Turn> turns;
    private final double megahertz;

    /**
     * @param megahertz of the processor's time stamp counter, which Open vSwitch counts cycles by too
     */
    public SpeedReport(List<Turn> turns, double megahertz) {
        this.turns = List.copyOf(turns);
        this.megahertz = megahertz;
    }

    /** The table's lines, its head first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line("scenario", "Mpps", "ovs", "cycles", "ovs", "EMC", "ovs", "ratio", "from", "to", "core"));
        for (Scenario scenario : turns.stream().map(Turn::scenario).distinct().toList()) {
            lines.add(line(scenario));
        }
        return lines;
    }

    private String line(Scenario scenario) {
        List<Turn> tandem = of(scenario, Turn.Who.TANDEM);
        List<Turn> ovs = of(scenario, Turn.Who.OVS);
        double[] ratios = IntStream.range(0, Math.min(tandem.size(), ovs.size()))
                .mapToDouble(round -> tandem.get(round).rate() / ovs.get(round).rate())
                .sorted()
                .toArray();
        double share = turns.stream()
                .filter(turn -> turn.scenario().equals(scenario))
                .mapToDouble(Turn::share)
                .min()
                .orElseThrow();
        return line(
                scenario.name(),
                text("%.2f", rate(tandem)),
                text("%.2f", rate(ovs)),
                text("%.0f", megahertz / rate(tandem)),
                text("%.0f", megahertz / rate(ovs)),
                text("%.0f %%", hits(tandem)),
                text("%.0f %%", hits(ovs)),
                text("%.2f", median(ratios)),
                text("%.2f", ratios[0]),
                text("%.2f", ratios[ratios.length - 1]),
                text("%.0f %%", PERCENT * share));
    }

    private List<Turn> of(Scenario scenario, Turn.Who who) {
        return turns.stream()
                .filter(turn -> turn.who() == who && turn.scenario().equals(scenario))
                .toList();
    }

    private static double rate(List<Turn> turns) {
        return median(turns.stream().mapToDouble(Turn::rate).sorted().toArray());
    }

    private static double hits(List<Turn> turns) {
        return median(turns.stream()
                .mapToDouble(turn -> PERCENT * turn.emcHits() / turn.packets())
                .sorted()
                .toArray());
    }

    /** Of numbers in ascending order; NaN of none. */
    private static double median(double[] sorted) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String text(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }

    private static String line(String name, String... columns) {
        StringBuilder line = new StringBuilder("%-24s".formatted(name));
        Arrays.stream(columns).forEach(column -> line.append("%8s".formatted(column)));
        return line.toString();
    }
}
