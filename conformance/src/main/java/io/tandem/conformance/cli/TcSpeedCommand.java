package io.tandem.conformance.cli;

import io.tandem.agent.cli.EnvironmentException;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.tcspeed.SpeedSuite;
import io.tandem.conformance.tcspeed.SpeedTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance run tc-speed}: how fast rules get into TC and out of it. */
@Command(
        name = "tc-speed",
        description = "Times Tandem, tc -b and Open vSwitch putting the same rules into the TC of a real kernel, in a"
                + " virtual machine, and dumping them, in one run.",
        mixinStandardHelpOptions = true)
final class TcSpeedCommand implements Callable<Integer> {
    @Option(
            names = "--rules",
            split = ",",
            description = "numbers of rules; default ${DEFAULT-VALUE}",
            defaultValue = "10000,50000")
    private List<Integer> rules = List.of();

    @Option(
            names = "--masks",
            split = ",",
            description = "numbers of masks; default ${DEFAULT-VALUE}",
            defaultValue = "1,20")
    private List<Integer> masks = List.of();

    @Option(
            names = "--rounds",
            description = "how often each, by turns; medians count; default ${DEFAULT-VALUE}",
            defaultValue = "3")
    private int rounds;

    @Option(names = "--no-ovs", description = "leave Open vSwitch out")
    private boolean alone;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, EnvironmentException {
        List<SpeedSuite.Time> times;
        try {
            times = new SpeedSuite(GuestFolder.guest()).run(rules, masks, rounds, !alone);
        } catch (GuestException e) {
            throw new EnvironmentException(String.valueOf(e.getMessage()), e);
        }
        PrintWriter to = spec.commandLine().getOut();
        new SpeedTable(times).lines().forEach(to::println);
        to.flush();
        return ExitCodes.DONE;
    }
}
