package io.tandem.vectors;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Frames for tests, built byte by byte. Transport checksums are left zero. */
public final class Frames {
    public static final String HOST_A = "020000000001";
    public static final String HOST_B = "020000000002";

    /** An Ethernet frame: addresses from A to B, then these bytes. */
    public static byte[] ethernet(String typeAndPayload) {
        return HexFormat.of().parseHex(HOST_B + HOST_A + typeAndPayload.replace(" ", ""));
    }

    /** An untagged IPv4 UDP frame from A to B of that many bytes in all, at least 42. */
    public static byte[] udp(int source, int destination, int size) {
        ByteBuffer frame = ByteBuffer.allocate(size);
        frame.put(HexFormat.of().parseHex(HOST_B + HOST_A)).putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (size - 14)).putInt(0);
        frame.put((byte) 64)
                .put((byte) 17)
                .putShort((short) 0)
                .putInt(0x0a000001)
                .putInt(0x0a000002);
        frame.putShort((short) source).putShort((short) destination);
        frame.putShort((short) (size - 34)).putShort((short) 0);
        for (int i = 42; i < size; i++) {
            frame.put((byte) (i * 7));
        }
        return frame.array();
    }

    /** The frame with a tag after its addresses. */
    public static byte[] tagged(byte[] frame, int tpid, int tci) {
        ByteBuffer tagged = ByteBuffer.allocate(frame.length + 4);
        tagged.put(frame, 0, 12).putShort((short) tpid).putShort((short) tci);
        return tagged.put(frame, 12, frame.length - 12).array();
    }

    /** The frame without the tag after its addresses. */
    public static byte[] untagged(byte[] frame) {
        byte[] bare = Arrays.copyOf(frame, frame.length - 4);
        System.arraycopy(frame, 16, bare, 12, frame.length - 16);
        return bare;
    }

    private Frames() {}
}
