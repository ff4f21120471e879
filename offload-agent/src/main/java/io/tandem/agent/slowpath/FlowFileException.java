package io.tandem.agent.slowpath;

import io.tandem.odp.OdpParseException;
import java.nio.file.Path;

/** A flow file that cannot be used. The message is one line: {@code FILE:LINE:COLUMN: what is wrong}. */
public final class FlowFileException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param line from 1
     * @param column from 1
     */
    public FlowFileException(Path file, int line, int column, String problem) {
        super(file + ":" + line + ":" + column + ": " + problem);
    }

    FlowFileException(Path file, int line, int start, OdpParseException e) {
        super(file + ":" + line + ":" + (start + e.offset() + 1) + ": " + e.getMessage(), e);
    }

    /** A file that cannot be read at all. */
    public FlowFileException(Path file, Exception cause) {
        super(file + ": cannot be read: " + cause, cause);
    }
}
