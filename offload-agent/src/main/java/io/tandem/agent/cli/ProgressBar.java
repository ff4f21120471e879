package io.tandem.agent.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;

/** A line on the terminal that grows, once a command has taken longer than a second. One thread. */
final class ProgressBar implements AutoCloseable {
    private static final long QUIET_NANOS = 1_000_000_000L;
    private static final long REDRAW_NANOS = 100_000_000L;

    private final boolean terminal;
    private final String name;
    private final int loops;
    private final long start = System.nanoTime();
    private long drawn;

    ProgressBar(Path capture, int loops) {
        this.terminal = onTerminal();
        this.name = String.valueOf(capture.getFileName());
        this.loops = loops;
    }

    /** True where a person looks at the output. */
    static boolean onTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    void at(long packets) {
        long now = System.nanoTime();
        if (!terminal || now - start < QUIET_NANOS || now - drawn < REDRAW_NANOS) {
            return;
        }
        drawn = now;
        double rate = packets * 1e9 / (now - start);
        System.err.printf(
                "\r%s%s: %,d packets, %,.0f a second \u001b[K", name, loops > 1 ? " x" + loops : "", packets, rate);
    }

    @Override
    public void close() {
        if (drawn != 0) {
            System.err.print("\r\u001b[K");
        }
    }
}
