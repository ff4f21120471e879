package io.tandem.agent.cli;

import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code tandem COMMAND}. */
@Command(
        name = "tandem",
        description = "Flow offload for SmartNICs and FPGA NICs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Also: tandem setup, tandem build, tandem test, tandem format"})
public final class Main implements Runnable {
    /** What each command can end with. */
    static final class Exit {
        static final int DONE = 0;
        static final int REFUSED = 1;
        static final int USAGE = 2;
        static final int ENVIRONMENT = 3;

        private Exit() {}
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Starts a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with all its commands. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new ReplayCommand());
        line.addSubcommand(new RunCommand());
        line.addSubcommand(new ParseCommand());
        line.addSubcommand(OdpCommand.commandLine());
        line.addSubcommand(new ExplainCommand());
        line.addSubcommand(new TcCommands());
        for (CommandSource source : ServiceLoader.load(CommandSource.class)) {
            source.commands().forEach(line::addSubcommand);
        }
        line.setExecutionExceptionHandler(new OneLineErrors());
        return line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command");
    }
}
