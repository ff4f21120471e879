package io.tandem.agent.cli;

import io.tandem.agent.config.ConfigException;
import io.tandem.agent.slowpath.FlowFileException;
import io.tandem.backend.BackendUnavailableException;
import io.tandem.datapath.capture.CaptureException;
import io.tandem.odp.OdpParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;

/** Turns what a command throws into one line on stderr and an exit code. */
final class OneLineErrors implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine line, CommandLine.ParseResult result)
            throws Exception {
        int code =
                switch (e) {
                    case CaptureException c -> Main.Exit.REFUSED;
                    case OdpParseException p -> Main.Exit.REFUSED;
                    case FlowFileException f -> Main.Exit.REFUSED;
                    case ConfigException c -> Main.Exit.REFUSED;
                    case BackendUnavailableException b -> Main.Exit.ENVIRONMENT;
                    case EnvironmentException n -> Main.Exit.ENVIRONMENT;
                    case IOException i -> Main.Exit.ENVIRONMENT;
                    case UncheckedIOException u -> Main.Exit.ENVIRONMENT;
                    default -> throw e;
                };
        line.getErr().println("error: " + words(e instanceof UncheckedIOException ? cause(e) : e));
        return code;
    }

    private static Throwable cause(Exception e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    private static String words(Throwable e) {
        return switch (e) {
            case OdpParseException p -> "at " + p.offset() + ": " + p.getMessage();
            case NoSuchFileException f -> "there is no file " + f.getMessage();
            case AccessDeniedException f -> "no access to " + f.getMessage();
            case NotDirectoryException f -> "no directory: " + f.getMessage();
            case FileAlreadyExistsException f -> "it is there already: " + f.getMessage();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
