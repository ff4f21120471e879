package io.tandem.conformance.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code conformance}: the suites. */
@Command(
        name = "conformance",
        description = "Suites that compare Tandem with the kernel and with Open vSwitch.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ConformanceCommand.RunSuite.class,
            ConformanceCommand.ListSuites.class,
            ConformanceCommand.RecordAnswers.class
        })
final class ConformanceCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }

    /** {@code conformance run SUITE}. */
    @Command(
            name = "run",
            description = "Runs a suite.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "SUITE",
            subcommands = {
                KernelCommand.class,
                DatapathCommand.class,
                TcCommand.class,
                TcPacketsCommand.class,
                TcMatrixCommand.class,
                NicCommand.class,
                TcSimCommand.class,
                TcExamplesCommand.class,
                TcSpeedCommand.class,
                RteTextCommand.class,
                OffloadCommand.class,
                TrafficCommand.class
            })
    static final class RunSuite implements Runnable {
        @Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "name a suite");
        }
    }

    /** {@code conformance record WHAT}. */
    @Command(
            name = "record",
            description = "Writes down what real programs do, for tests to compare with.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "WHAT",
            subcommands = OvsBytesCommand.class)
    static final class RecordAnswers implements Runnable {
        @Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "say what to record");
        }
    }

    /** {@code conformance list}. */
    @Command(name = "list", description = "Names the suites.", mixinStandardHelpOptions = true)
    static final class ListSuites implements Callable<Integer> {
        @Spec
        private CommandLine.Model.CommandSpec spec;

        @Override
        public Integer call() {
            CommandLine.Model.CommandSpec top = spec.parent();
            CommandLine run = top.subcommands().get("run");
            if (run != null) {
                run.getSubcommands().forEach((name, suite) -> spec.commandLine()
                        .getOut()
                        .printf(
                                "%-12s %s%n",
                                name,
                                String.join(
                                        " ",
                                        suite.getCommandSpec().usageMessage().description())));
            }
            spec.commandLine().getOut().flush();
            return ExitCodes.DONE;
        }
    }
}
