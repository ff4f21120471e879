package io.tandem.conformance.tc;

import java.nio.ByteBuffer;

/** UDP over IPv4, plain or with VLAN tags. */
final class Frames {
    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int IP = 20;
    private static final int UDP = 8;

    private Frames() {}

    /**
     * A frame.
     *
     * @param destination the last byte of 10.0.0.x, and the flow
     * @param length bytes of the whole frame without FCS, 60 at least
     * @param tags TCIs from the outermost on, under TPID 0x8100
     */
    static byte[] udp(int destination, int length, int... tags) {
        byte[] frame = new byte[length];
        ByteBuffer out = ByteBuffer.wrap(frame);
        out.put(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});
        out.put(new byte[] {2, 0, 0, 0, 0, 1});
        for (int tag : tags) {
            out.putShort((short) 0x8100).putShort((short) tag);
        }
        int packet = length - ETHERNET - TAG * tags.length;
        int start = ETHERNET + TAG * tags.length;
        out.putShort((short) 0x0800)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) packet)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 17)
                .putShort((short) 0)
                .put(new byte[] {10, 0, 0, (byte) 200})
                .put(new byte[] {10, 0, (byte) (destination >> 8), (byte) destination});
        int sum = 0;
        for (int i = 0; i < IP; i += 2) {
            sum += out.getShort(start + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        out.putShort(start + 10, (short) ~sum);
        out.putShort((short) 1000)
                .putShort((short) 2000)
                .putShort((short) (packet - IP))
                .putShort((short) 0);
        if (packet - IP < UDP) {
            throw new IllegalArgumentException("too short for UDP: " + length);
        }
        return frame;
    }
}
