package io.tandem.conformance.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Finds benchmarks by name and runs them with JMH, each in virtual machines of its own unless it shall be quick. */
public final class BenchmarkRun {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final int FORKS = 2;
    private static final int ITERATIONS = 5;

    /**
     * What was measured.
     *
     * @param name class and method, {@code CodecBench.textParse}
     * @param parameters {@code masks=20 traffic=zipf}; empty where the benchmark has none
     * @param nanos of one operation, the mean
     * @param error half of the 99.9 % confidence interval of that, in nanoseconds; NaN where one number was measured
     * @param bytes allocated by one operation
     */
    public record Measured(String name, String parameters, double nanos, double error, double bytes) {}

    /** Names of the benchmarks whose name contains one of these words, of all where there is none. */
    public static List<String> names(Collection<String> wanted) {
        return BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT), List.of())
                .stream()
                .map(entry -> shortName(entry.getUsername()))
                .filter(name -> wanted.isEmpty() || wanted.stream().anyMatch(name::contains))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Runs a benchmark with each combination of its parameters' values.
     *
     * @param name as {@link #names} has it
     * @param chosen values of parameters, separated by commas, instead of all that the benchmark knows
     * @param quick true for a look: less than a second each, in this virtual machine, with no claim to be exact
     */
    public static List<Measured> run(String name, Map<String, String> chosen, boolean quick) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + Pattern.quote(name) + "$")
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT);
        chosen.forEach((parameter, values) -> options.param(parameter, values.split(",")));
        if (quick) {
            options.forks(0)
                    .warmupIterations(1)
                    .measurementIterations(1)
                    .warmupTime(TimeValue.milliseconds(300))
                    .measurementTime(TimeValue.milliseconds(300));
        } else {
            options.forks(FORKS)
                    .warmupIterations(ITERATIONS)
                    .measurementIterations(ITERATIONS)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementTime(TimeValue.seconds(1));
        }
        return new Runner(options.build())
                .run().stream().map(BenchmarkRun::measured).toList();
    }

    @SuppressWarnings("rawtypes") // JMH's own results are
    private static Measured measured(RunResult run) {
        var time = run.getPrimaryResult();
        double allocated = run.getSecondaryResults().entrySet().stream()
                .filter(e -> e.getKey().endsWith(ALLOCATED))
                .mapToDouble(e -> e.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
        Map<String, String> parameters = new TreeMap<>();
        run.getParams()
                .getParamsKeys()
                .forEach(key -> parameters.put(key, run.getParams().getParam(key)));
        return new Measured(
                shortName(run.getParams().getBenchmark()),
                parameters.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(" ")),
                time.getScore(),
                time.getScoreError(),
                allocated);
    }

    private static String shortName(String benchmark) {
        int method = benchmark.lastIndexOf('.');
        return benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
    }

    private BenchmarkRun() {}
}
