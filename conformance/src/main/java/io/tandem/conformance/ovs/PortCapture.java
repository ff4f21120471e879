package io.tandem.conformance.ovs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A pcap file that grows, as a dummy port writes it. Source: Open vSwitch lib/pcap-file.c. */
final class PortCapture implements AutoCloseable {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LENGTH_AT = 8;

    private final FileChannel channel;
    private long read = FILE_HEADER;

    PortCapture(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /** The frames that have come since the last call. */
    List<byte[]> more() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer bytes =
                ByteBuffer.allocate((int) Math.max(0, channel.size() - read)).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining() && channel.read(bytes, read + bytes.position()) > 0) {
            // until all is read that was there
        }
        bytes.flip();
        while (bytes.remaining() >= RECORD_HEADER) {
            int length = bytes.getInt(bytes.position() + LENGTH_AT);
            if (bytes.remaining() < RECORD_HEADER + length) {
                break;
            }
            byte[] frame = new byte[length];
            bytes.position(bytes.position() + RECORD_HEADER).get(frame);
            frames.add(frame);
        }
        read += bytes.position();
        return frames;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
