package io.tandem.agent.cli;

import io.tandem.agent.config.ConfigException;
import io.tandem.agent.slowpath.FlowFileException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.capture.CaptureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;

/** Turns what a command throws into one line on stderr and an exit code. */
final class OneLineErrors implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine line, CommandLine.ParseResult result)
            throws Exception {
        int code =
                switch (e) {
                    case CaptureException c -> Main.Exit.REFUSED;
                    case FlowFileException f -> Main.Exit.REFUSED;
                    case ConfigException c -> Main.Exit.REFUSED;
                    case BackendUnavailableException b -> Main.Exit.ENVIRONMENT;
                    case EnvironmentException n -> Main.Exit.ENVIRONMENT;
                    case IOException i -> Main.Exit.ENVIRONMENT;
                    case UncheckedIOException u -> Main.Exit.ENVIRONMENT;
                    default -> throw e;
                };
        String words = e instanceof IOException || e instanceof UncheckedIOException
                ? e.toString()
                : String.valueOf(e.getMessage());
        line.getErr().println("error: " + words);
        return code;
    }
}
