package io.tandem.agent.traffic;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames as a capture with one interface for each port and times in nanoseconds.
 *
 * <p>Source: draft-ietf-opsawg-pcapng sections 4.1 (section header), 4.2 (interface description), 4.3 (enhanced packet).
 */
final class CaptureWriter {
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int INTERFACE = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final short LINKTYPE_ETHERNET = 1;
    private static final short OPTION_NAME = 2;
    private static final short OPTION_TIME_RESOLUTION = 9;
    private static final byte NANOSECONDS = 9;
    private static final int LARGEST_BLOCK = 4096;

    private final OutputStream out;
    private final ByteBuffer block = ByteBuffer.allocate(LARGEST_BLOCK).order(ByteOrder.LITTLE_ENDIAN);

    CaptureWriter(OutputStream out, int ports) throws IOException {
        this.out = out;
        begin(SECTION_HEADER);
        block.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        end();
        for (int port = 1; port <= ports; port++) {
            begin(INTERFACE);
            block.putShort(LINKTYPE_ETHERNET).putShort((short) 0).putInt(0);
            option(OPTION_NAME, ("port" + port).getBytes(StandardCharsets.US_ASCII));
            option(OPTION_TIME_RESOLUTION, new byte[] {NANOSECONDS});
            block.putInt(0);
            end();
        }
    }

    void write(SampleFrame frame) throws IOException {
        byte[] bytes = frame.bytes();
        begin(ENHANCED_PACKET);
        block.putInt(frame.port() - 1).putInt((int) (frame.nanos() >>> 32)).putInt((int) frame.nanos());
        block.putInt(bytes.length).putInt(bytes.length).put(bytes);
        pad();
        end();
    }

    private void option(short code, byte[] value) {
        block.putShort(code).putShort((short) value.length).put(value);
        pad();
    }

    private void begin(int type) {
        block.clear().putInt(type).putInt(0);
    }

    private void end() throws IOException {
        int length = block.position() + Integer.BYTES;
        block.putInt(length).putInt(Integer.BYTES, length);
        out.write(block.array(), 0, length);
    }

    private void pad() {
        while (block.position() % Integer.BYTES != 0) {
            block.put((byte) 0);
        }
    }
}
