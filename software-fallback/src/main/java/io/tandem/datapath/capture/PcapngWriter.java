package io.tandem.datapath.capture;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes Ethernet frames of several interfaces as a pcapng file of one section, with times in nanoseconds. Not
 * thread-safe.
 *
 * <p>Source: IETF draft-ietf-opsawg-pcapng, sections 4.1 to 4.3.
 */
public final class PcapngWriter implements AutoCloseable {
    private static final int SNAP_LENGTH = 262_144;
    private static final int BLOCK_FRAME = 12;
    private static final int OPTION_HEADER = 4;
    private static final int OPTION_NAME = 2;
    private static final short NANOSECONDS = 9;
    private static final int PACKET_HEADER = 28;

    private final Path file;
    private final OutputStream out;
    private final ByteOrder order;
    private final ByteBuffer header;
    private int interfaces;
    private long frames;

    /**
     * Creates the file, or replaces it.
     *
     * @param order of all numbers in the file; readers take both
     * @throws CaptureException where it cannot be written
     */
    public PcapngWriter(Path file, ByteOrder order) throws CaptureException {
        this.file = file;
        this.order = order;
        this.header = ByteBuffer.allocate(PACKET_HEADER).order(order);
        try {
            out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        } catch (IOException e) {
            throw new CaptureException(file, "cannot be created: " + e, e);
        }
        ByteBuffer body = ByteBuffer.allocate(16).order(order);
        body.putInt(PcapngReader.BYTE_ORDER_MAGIC)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        block(PcapngReader.SECTION, body.array());
    }

    /**
     * Describes an interface, before its first frame.
     *
     * @return its number, from 0
     * @throws CaptureException where it cannot be written
     */
    public int addInterface(String name) throws CaptureException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(8 + OPTION_HEADER + padded(bytes.length) + 2 * OPTION_HEADER + 4)
                .order(order);
        body.putShort((short) CaptureReader.LINKTYPE_ETHERNET)
                .putShort((short) 0)
                .putInt(SNAP_LENGTH);
        body.putShort((short) OPTION_NAME).putShort((short) bytes.length).put(bytes);
        body.position(8 + OPTION_HEADER + padded(bytes.length));
        body.putShort((short) PcapngReader.OPTION_TIME_RESOLUTION)
                .putShort((short) 1)
                .put((byte) NANOSECONDS);
        block(PcapngReader.INTERFACE, body.array());
        return interfaces++;
    }

    /**
     * Adds a frame.
     *
     * @param from number of its interface
     * @param timeNanos nanoseconds since 1970-01-01T00:00:00Z
     * @param wireLength bytes that the frame had, more than {@code length} where it was cut
     * @throws CaptureException where it cannot be written
     */
    public void write(int from, long timeNanos, byte[] frame, int length, int wireLength) throws CaptureException {
        if (from < 0 || from >= interfaces) {
            throw new IllegalArgumentException(
                    file + ": interface " + from + " was not described; there are " + interfaces);
        }
        int total = BLOCK_FRAME + 20 + padded(length);
        header.clear();
        header.putInt(PcapngReader.ENHANCED_PACKET).putInt(total).putInt(from);
        header.putInt((int) (timeNanos >>> 32))
                .putInt((int) timeNanos)
                .putInt(length)
                .putInt(wireLength);
        try {
            out.write(header.array());
            out.write(frame, 0, length);
            for (int i = length; i < padded(length); i++) {
                out.write(0);
            }
            header.putInt(0, total);
            out.write(header.array(), 0, Integer.BYTES);
        } catch (IOException e) {
            throw failed(e);
        }
        frames++;
    }

    /** Frames written so far. */
    public long frames() {
        return frames;
    }

    private void block(int type, byte[] body) throws CaptureException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_FRAME + body.length).order(order);
        block.putInt(type).putInt(block.capacity()).put(body).putInt(block.capacity());
        try {
            out.write(block.array());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private CaptureException failed(IOException e) {
        return new CaptureException(file, "cannot be written: " + e, e);
    }

    private static int padded(int bytes) {
        return (bytes + 3) & ~3;
    }

    @Override
    public void close() throws CaptureException {
        try {
            out.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
