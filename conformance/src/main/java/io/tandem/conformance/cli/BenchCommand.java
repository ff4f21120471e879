package io.tandem.conformance.cli;

import io.tandem.conformance.bench.AttackRates;
import io.tandem.conformance.bench.BenchmarkRun;
import io.tandem.conformance.bench.FlowMemory;
import io.tandem.datapath.FlowPutException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench [NAME...]}: benchmarks. */
@Command(
        name = "bench",
        description = "Measures time and memory of single parts.",
        subcommands = {DpdkBenchCommand.class, RteCreateBenchCommand.class},
        mixinStandardHelpOptions = true)
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

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE[,VALUE]",
            description = "run with these values of a parameter only, as in masks=20,1000")
    private Map<String, String> parameters = Map.of();

    @Option(names = "--memory", description = "print the bytes that a flow table holds for each megaflow, and run none")
    private boolean memory;

    @Option(
            names = "--attack",
            description = "print the rate of established flows before and under an attack, and run none")
    private boolean attack;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws RunnerException, FlowPutException {
        PrintWriter to = spec.commandLine().getOut();
        if (memory) {
            FlowMemory.print(to, quick);
            return ExitCodes.DONE;
        }
        if (attack) {
            AttackRates.print(to, quick);
            return ExitCodes.DONE;
        }
        List<String> found = BenchmarkRun.names(names);
        if (found.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no benchmark of that name; see ./tandem bench --list");
        }
        if (list) {
            found.forEach(to::println);
            to.flush();
            return ExitCodes.DONE;
        }
        to.printf("%12s %10s %12s  %s%n", "ns/op", "+-", "bytes/op", "benchmark");
        for (String name : found) {
            to.flush();
            BenchmarkRun.run(name, parameters, quick).forEach(measured -> print(to, measured));
        }
        to.flush();
        return ExitCodes.DONE;
    }

    private static void print(PrintWriter to, BenchmarkRun.Measured measured) {
        to.printf(
                "%12.1f %10s %12.1f  %s%n",
                measured.nanos(),
                Double.isNaN(measured.error()) ? "-" : "%.1f".formatted(measured.error()),
                measured.bytes(),
                (measured.name() + " " + measured.parameters()).strip());
    }
}
