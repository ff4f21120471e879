package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.dpdkspeed.ClockSpeed;
import io.tandem.conformance.dpdkspeed.Scenario;
import io.tandem.conformance.dpdkspeed.SpeedReport;
import io.tandem.conformance.dpdkspeed.SpeedSuite;
import io.tandem.conformance.dpdkspeed.Turn;
import io.tandem.conformance.guest.GuestException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench dpdk}: packets between DPDK ports, beside Open vSwitch's. */
@Command(
        name = "dpdk",
        description = "Measures Tandem's datapath and Open vSwitch's, in turns, between two virtual devices of DPDK.",
        mixinStandardHelpOptions = true)
final class DpdkBenchCommand implements Callable<Integer> {
    private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");

    @Option(
            names = "--rounds",
            description = "turns of each at each scenario; default ${DEFAULT-VALUE}",
            defaultValue = "5")
    private int rounds;

    @Option(
            names = "--warm",
            description = "seconds before each measurement; default ${DEFAULT-VALUE}",
            defaultValue = "6")
    private int warm;

    @Option(
            names = "--seconds",
            description = "seconds of each measurement; default ${DEFAULT-VALUE}",
            defaultValue = "2")
    private int seconds;

    @Option(
            names = "--core",
            description = "where the packet thread of either runs; without it, the machine's last one")
    private int core = Runtime.getRuntime().availableProcessors() - 1;

    @Option(names = "--scenario", split = ",", description = "measure these only; see --list")
    private List<String> wanted = List.of();

    @Option(names = "--list", description = "print the names of scenarios and measure nothing")
    private boolean list;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        PrintWriter to = spec.commandLine().getOut();
        if (list) {
            Scenario.ALL.forEach(scenario -> to.println(scenario.name()));
            to.flush();
            return ExitCodes.DONE;
        }
        PrintWriter progress = spec.commandLine().getErr();
        SpeedSuite suite = new SpeedSuite(new SpeedSuite.Settings(rounds, warm, seconds, core), line -> {
            progress.println(line);
            progress.flush();
        });
        try {
            List<Turn> turns = suite.run(scenarios());
            new SpeedReport(turns, ClockSpeed.megahertz()).lines().forEach(to::println);
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        to.flush();
        return ExitCodes.DONE;
    }

    private List<Scenario> scenarios() {
        if (rounds < 1 || warm < 0 || seconds < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "there is at least one round of at least one second");
        }
        if (!Files.isDirectory(PROCESSORS.resolve("cpu" + core))) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--core: the machine has no processor " + core + "; see " + PROCESSORS);
        }
        for (String name : wanted) {
            if (Scenario.ALL.stream().noneMatch(scenario -> scenario.name().equals(name))) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "no scenario " + name + "; see ./tandem bench dpdk --list");
            }
        }
        return Scenario.ALL.stream()
                .filter(scenario -> wanted.isEmpty() || wanted.contains(scenario.name()))
                .toList();
    }
}
