package io.tandem.conformance.cli;

import io.tandem.conformance.bench.BenchmarkRun;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench [NAME...]}: benchmarks. */
@Command(name = "bench", description = "Measures time and memory of single parts.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "run the benchmarks whose name contains one of these; without any, all")
    private List<String> names = List.of();

    @Option(names = "--list", description = "print the names and run none")
    private boolean list;

    @Option(names = "--quick", description = "a look of less than a second each; the figures are rough")
    private boolean quick;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws RunnerException {
        List<String> found = BenchmarkRun.names(names);
        if (found.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no benchmark of that name; see ./tandem bench --list");
        }
        PrintWriter to = spec.commandLine().getOut();
        if (list) {
            found.forEach(to::println);
        } else {
            to.printf("%-36s %12s %10s %12s%n", "benchmark", "ns/op", "+-", "bytes/op");
            for (String name : found) {
                to.flush();
                BenchmarkRun.Measured measured = BenchmarkRun.run(name, quick);
                to.printf(
                        "%-36s %12.1f %10s %12.1f%n",
                        measured.name(),
                        measured.nanos(),
                        Double.isNaN(measured.error()) ? "-" : "%.1f".formatted(measured.error()),
                        measured.bytes());
            }
        }
        to.flush();
        return ExitCodes.DONE;
    }
}
