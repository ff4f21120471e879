package io.tandem.conformance.niccoverage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lines of modules that ran in some runs of Verilator's models. A line ran where each of the branches that it stands in ran, in
 * whichever instance and run. Checkers and benches are left out. Not thread-safe.
 *
 * <p>Source: the files that {@code verilator_coverage} reads, whose records are keys and values between control
 * characters, then a count (Verilator's verilated_cov.cpp).
 */
public final class LineCoverage {
    private static final Pattern RECORD = Pattern.compile("C '(.*)' (\\d+)");
    private static final Pattern LINES = Pattern.compile("(\\d+)(?:-(\\d+))?");
    private static final Pattern MODULE = Pattern.compile("rtl/(nic_[a-z0-9_]+)\\.sv");

    private record Branch(String module, String position, String kind, String lines) {}

    private final Map<Branch, Long> counts = new HashMap<>();

    /**
     * Lines of one module.
     *
     * @param module its name
     * @param ran lines that ran
     * @param all lines that can
     * @param missing those that did not, in order
     */
    public record Module(String module, int ran, int all, List<Integer> missing) {
        public Module {
            missing = List.copyOf(missing);
        }
    }

    /** Adds what one run wrote. */
    public void add(Path file) throws IOException {
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            Matcher record = RECORD.matcher(line);
            if (record.matches()) {
                Map<String, String> parts = parts(record.group(1));
                Matcher module = MODULE.matcher(parts.getOrDefault("f", ""));
                if (module.matches()) {
                    Branch branch = new Branch(
                            module.group(1),
                            parts.getOrDefault("l", "") + ":" + parts.getOrDefault("n", ""),
                            parts.getOrDefault("o", ""),
                            parts.getOrDefault("S", parts.getOrDefault("l", "")));
                    counts.merge(branch, Long.parseLong(record.group(2)), Long::sum);
                }
            }
        }
    }

    private static Map<String, String> parts(String record) {
        Map<String, String> parts = new HashMap<>();
        for (String part : record.split("\u0001", -1)) {
            int middle = part.indexOf('\u0002');
            if (middle > 0) {
                parts.put(part.substring(0, middle), part.substring(middle + 1));
            }
        }
        return parts;
    }

    /** Every module, by name. */
    public List<Module> modules() {
        Map<String, Map<Integer, Boolean>> lines = new TreeMap<>();
        counts.forEach(
                (branch, count) -> LINES.matcher(branch.lines()).results().forEach(range -> {
                    int first = Integer.parseInt(range.group(1));
                    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
                    for (int line = first; line <= last; line++) {
                        lines.computeIfAbsent(branch.module(), m -> new TreeMap<>())
                                .merge(line, count > 0, Boolean::logicalAnd);
                    }
                }));
        List<Module> modules = new ArrayList<>();
        lines.forEach((name, ofModule) -> {
            TreeSet<Integer> missing = ofModule.entrySet().stream()
                    .filter(line -> !line.getValue())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            modules.add(new Module(name, ofModule.size() - missing.size(), ofModule.size(), List.copyOf(missing)));
        });
        return modules;
    }

    /** Lines of all modules that ran, of a hundred. */
    public double percent() {
        int ran = modules().stream().mapToInt(Module::ran).sum();
        int all = modules().stream().mapToInt(Module::all).sum();
        return all == 0 ? 0 : 100.0 * ran / all;
    }

    /** A line for each module with the lines that did not run, then the sum. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Module module : modules()) {
            text.append("%-20s %4d of %4d lines  %5.1f %%%s%n"
                    .formatted(
                            module.module(),
                            module.ran(),
                            module.all(),
                            100.0 * module.ran() / module.all(),
                            module.missing().isEmpty() ? "" : "  not " + ranges(module.missing())));
        }
        return text.append("%.1f %% of the lines of the RTL ran%n".formatted(percent()))
                .toString();
    }

    private static String ranges(List<Integer> lines) {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < lines.size(); ) {
            int end = i;
            while (end + 1 < lines.size() && lines.get(end + 1) == lines.get(end) + 1) {
                end++;
            }
            ranges.add(end == i ? "" + lines.get(i) : lines.get(i) + "-" + lines.get(end));
            i = end + 1;
        }
        return String.join(", ", ranges);
    }
}
