package io.tandem.conformance.ovs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** What is added to a log of Open vSwitch, bit by bit. */
final class GrowingLog implements AutoCloseable {
    /** A line is {@code TIME|NUMBER|MODULE(THREAD)|LEVEL|WORDS}. */
    private static final int COLUMNS = 5;

    private static final int MODULE = 2;
    /** Modules that tell how busy the process is. */
    private static final Set<String> LOAD = Set.of("poll_loop", "timeval", "coverage");

    private final FileChannel file;

    private GrowingLog(FileChannel file) {
        this.file = file;
    }

    static GrowingLog of(Path file) throws IOException {
        return new GrowingLog(FileChannel.open(file));
    }

    /** The words of the lines that were added since the last call, but for those about the load. */
    String more() throws IOException {
        ByteBuffer added = ByteBuffer.allocate((int) Math.max(0, file.size() - file.position()));
        while (added.hasRemaining() && file.read(added) > 0) {
            // until the buffer is full
        }
        return new String(added.array(), 0, added.position(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\\|", COLUMNS))
                .filter(columns -> columns.length == COLUMNS
                        && !LOAD.contains(columns[MODULE].split("\\(", 2)[0]))
                .map(columns -> columns[COLUMNS - 1])
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
