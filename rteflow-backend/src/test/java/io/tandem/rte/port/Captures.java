package io.tandem.rte.port;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Capture files (pcap) of frames, written and read. */
final class Captures {
    private static final int MAGIC = 0xa1b2c3d4;
    private static final int ETHERNET = 1;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    static void write(Path file, List<byte[]> frames) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(ByteBuffer.allocate(FILE_HEADER)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(MAGIC)
                    .putShort((short) 2)
                    .putShort((short) 4)
                    .putLong(0)
                    .putInt(1 << 18)
                    .putInt(ETHERNET)
                    .array());
            for (byte[] frame : frames) {
                out.write(ByteBuffer.allocate(RECORD_HEADER)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0)
                        .putInt(frame.length)
                        .putInt(frame.length)
                        .array());
                out.write(frame);
            }
        }
    }

    static List<byte[]> read(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        content.position(FILE_HEADER);
        List<byte[]> frames = new ArrayList<>();
        while (content.hasRemaining()) {
            byte[] frame = new byte[content.getInt(content.position() + 8)];
            content.position(content.position() + RECORD_HEADER);
            content.get(frame);
            frames.add(frame);
        }
        return frames;
    }

    private Captures() {}
}
