package io.tandem.conformance.dpdkspeed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of one thread of another process, in nanoseconds. Where a machine has other work, packets are counted
 * against this and not against the clock. Source: proc(5), /proc/PID/task/TID/comm and schedstat.
 */
record ThreadTime(Path task) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int RETRY_MILLIS = 10;

    /**
     * Finds a thread; waits for it, as a new thread gets its name when it first runs.
     *
     * @param name what the thread's name begins with
     * @throws IOException where there is none, or more than one
     */
    static ThreadTime of(long process, String name) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Path> found = threads(process, name);
        while (found.size() != 1 && System.nanoTime() < end) {
            Thread.sleep(RETRY_MILLIS);
            found = threads(process, name);
        }
        if (found.size() != 1) {
            throw new IOException(
                    "process " + process + " has " + found.size() + " threads whose name begins with " + name);
        }
        return new ThreadTime(found.getFirst());
    }

    private static List<Path> threads(long process, String name) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process), "task"))) {
            return tasks.filter(task -> name(task).startsWith(name)).toList();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException ended) {
            return "";
        }
    }

    long nanos() throws IOException {
        try {
            return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
        } catch (NoSuchFileException e) {
            throw new IOException("this kernel does not say how long a thread has run: it has no " + e.getFile(), e);
        }
    }
}
