package io.tandem.conformance.tcspeed;

import io.tandem.conformance.tcspeed.SpeedSuite.Time;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Times as a table: rules a second, the median of the rounds, and what Tandem's are of the others' in the same round. */
public final class SpeedTable {
    private static final String OURS = "tandem";
    private static final List<String> OTHERS = List.of("tc", "ovs");
    private static final String COLUMNS = "%8s %6s %-7s %-7s %10s %20s %20s";

    /** What was timed in each round. */
    private record Work(String who, String what, int rules, int masks) {}

    private final List<Time> times;

    /** Of times in the order they were taken. */
    public SpeedTable(List<Time> times) {
        this.times = List.copyOf(times);
    }

    /** The table's lines, its head first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(COLUMNS.formatted("rules", "masks", "what", "who", "a second", "of tc's", "of Open vSwitch's")
                .stripTrailing());
        for (Work work : times.stream().map(SpeedTable::work).distinct().toList()) {
            lines.add(COLUMNS.formatted(
                            work.rules(),
                            work.masks(),
                            work.what(),
                            work.who(),
                            "%,.0f".formatted(median(rates(work))),
                            ratio(work, OTHERS.getFirst()),
                            ratio(work, OTHERS.getLast()))
                    .stripTrailing());
        }
        return lines;
    }

    private static Work work(Time time) {
        return new Work(time.who(), time.what(), time.rules(), time.masks());
    }

    private double[] rates(Work work) {
        return times.stream()
                .filter(time -> work(time).equals(work))
                .mapToDouble(Time::rate)
                .toArray();
    }

    /** How many times the other's rate, with the least and the most of the rounds. */
    private String ratio(Work work, String other) {
        double[] ours = rates(work);
        double[] theirs = rates(new Work(other, work.what(), work.rules(), work.masks()));
        if (!work.who().equals(OURS) || theirs.length == 0) {
            return "";
        }
        double[] ratios = IntStream.range(0, Math.min(ours.length, theirs.length))
                .mapToDouble(round -> ours[round] / theirs[round])
                .sorted()
                .toArray();
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
