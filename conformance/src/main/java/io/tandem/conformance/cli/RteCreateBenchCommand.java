package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.rtespeed.CreateSuite;
import io.tandem.conformance.rtespeed.CreateSuite.Turn;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench rte-create}: what a rule of rte_flow costs beside a C program's. */
@Command(
        name = "rte-create",
        description = "Times rte_flow_create by Tandem and by a C program, in turns, on the driver of a bond without"
                + " members.",
        mixinStandardHelpOptions = true)
final class RteCreateBenchCommand implements Callable<Integer> {
    @Option(names = "--rounds", description = "turns of each; default ${DEFAULT-VALUE}", defaultValue = "5")
    private int rounds;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        if (rounds < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is at least one round");
        }
        PrintWriter to = spec.commandLine().getOut();
        try {
            List<List<Turn>> all = new CreateSuite().run(rounds);
            to.printf("%-22s %10s %8s %8s %8s%n", "rte_flow_create", "ns a rule", "of C's", "from", "to");
            print(to, "C program", all, Turn::program);
            print(to, "tandem, calls alone", all, Turn::calls);
            print(to, "tandem, whole rules", all, Turn::rules);
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        to.flush();
        return ExitCodes.DONE;
    }

    /** Medians of all turns; from and to are the lowest and highest median of a round. */
    private static void print(PrintWriter to, String what, List<List<Turn>> rounds, ToDoubleFunction<Turn> nanos) {
        ToDoubleFunction<Turn> ofC = turn -> nanos.applyAsDouble(turn) / turn.program();
        double[] each = rounds.stream().mapToDouble(round -> median(round, ofC)).toArray();
        List<Turn> all = rounds.stream().flatMap(List::stream).toList();
        to.printf(
                "%-22s %10.0f %8.2f %8.2f %8.2f%n",
                what,
                median(all, nanos),
                median(all, ofC),
                Arrays.stream(each).min().orElseThrow(),
                Arrays.stream(each).max().orElseThrow());
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> of) {
        double[] sorted = turns.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
