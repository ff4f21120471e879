package io.tandem.datapath.capture;

import java.nio.file.Path;

/** A capture file that cannot be read on: which file, which record, which byte, what is there and what was expected. */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    public CaptureException(Path file, long record, long offset, String found, String expected) {
        super(file + ": record " + record + " at byte " + offset + ": found " + found + ", expected " + expected);
    }

    public CaptureException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
