package io.tandem.datapath.capture;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes Ethernet frames as a pcap file, little-endian. Not thread-safe. */
public final class CaptureWriter implements AutoCloseable {
    private static final int SNAP_LENGTH = 262_144;

    private final OutputStream out;
    private final ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    private final boolean nanoseconds;
    private long frames;

    /**
     * Creates the file, or replaces it.
     *
     * @param nanoseconds whether times have nanoseconds or microseconds
     */
    public CaptureWriter(Path file, boolean nanoseconds) throws IOException {
        this.nanoseconds = nanoseconds;
        this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        ByteBuffer start = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        start.putInt(nanoseconds ? PcapReader.NANOSECONDS : PcapReader.MICROSECONDS);
        start.putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
        start.putInt(SNAP_LENGTH).putInt(CaptureReader.LINKTYPE_ETHERNET);
        out.write(start.array());
    }

    /**
     * Adds a frame.
     *
     * @param timeNanos nanoseconds since 1970-01-01T00:00:00Z
     */
    public void write(long timeNanos, byte[] frame, int length) throws IOException {
        header.clear();
        header.putInt((int) (timeNanos / 1_000_000_000L));
        header.putInt((int) (timeNanos % 1_000_000_000L) / (nanoseconds ? 1 : 1000));
        header.putInt(length).putInt(length);
        out.write(header.array());
        out.write(frame, 0, length);
        frames++;
    }

    /** Frames written so far. */
    public long frames() {
        return frames;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
