package io.tandem.agent.replay;

import io.tandem.agent.engine.Switch;
import io.tandem.datapath.capture.CaptureWriter;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ports that write what they send to {@code port-N.pcap}. The files have other names until {@link #keep}; without it
 * nothing is left behind. One thread.
 */
final class CapturePorts implements Switch.Wire, AutoCloseable {
    private static final class Out implements Port {
        private final int number;
        private final @Nullable CaptureWriter writer;
        private byte[] frame = new byte[2048];
        private @Nullable IOException failure;

        private Out(int number, @Nullable CaptureWriter writer) {
            this.number = number;
            this.writer = writer;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public void transmit(Packet packet) {
            if (writer == null) {
                return;
            }
            if (frame.length < packet.length()) {
                frame = new byte[Math.max(packet.length(), frame.length * 2)];
            }
            packet.copyTo(frame, 0);
            write(packet.timeNanos(), frame, packet.length());
        }

        private void write(long timeNanos, byte[] bytes, int length) {
            if (writer == null || failure != null) {
                return;
            }
            try {
                writer.write(timeNanos, bytes, length);
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    private final Optional<Path> folder;
    private final List<Out> ports = new ArrayList<>();

    CapturePorts(int count, Optional<Path> folder, boolean nanoseconds) throws IOException {
        this.folder = folder;
        if (folder.isPresent()) {
            Files.createDirectories(folder.get());
        }
        for (int number = 1; number <= count; number++) {
            ports.add(new Out(
                    number,
                    folder.isPresent() ? new CaptureWriter(temporary(folder.get(), number), nanoseconds) : null));
        }
    }

    private static Path temporary(Path folder, int number) {
        return folder.resolve(".port-" + number + ".pcap.part");
    }

    void attachTo(Switch target) {
        ports.forEach(target::attach);
    }

    @Override
    public void send(int port, byte[] bytes, long timeNanos) {
        ports.get(port - 1).write(timeNanos, bytes, bytes.length);
    }

    /** Throws what went wrong in writing. */
    void check() throws IOException {
        for (Out port : ports) {
            if (port.failure != null) {
                throw port.failure;
            }
        }
    }

    /** Gives the files their names. */
    void keep() throws IOException {
        for (Out port : ports) {
            if (port.writer != null) {
                port.writer.close();
            }
        }
        if (folder.isPresent()) {
            for (Out port : ports) {
                Files.move(
                        temporary(folder.get(), port.number),
                        folder.get().resolve("port-" + port.number + ".pcap"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() {
        for (Out port : ports) {
            try {
                if (port.writer != null) {
                    port.writer.close();
                }
                if (folder.isPresent()) {
                    Files.deleteIfExists(temporary(folder.get(), port.number));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
