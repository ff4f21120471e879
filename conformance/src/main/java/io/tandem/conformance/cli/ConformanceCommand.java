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
            RunCommand.class,
            ConformanceCommand.ListSuites.class,
            ReportCommand.class,
            ConformanceCommand.RecordAnswers.class
        })
final class ConformanceCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
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
