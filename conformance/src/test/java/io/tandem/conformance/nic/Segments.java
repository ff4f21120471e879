package io.tandem.conformance.nic;

import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import java.nio.ByteBuffer;

/** TCP segments between a client at port 1 and a server at port 2. */
final class Segments {
    static final int CLIENT = 40000;
    static final int SERVER = 80;

    /** A segment from 10.0.0.1 to 10.0.0.2, or back, with sound checksums. */
    static CasePacket tcp(int port, int source, int flags, int sequence, int acknowledged, int payload) {
        int other = port == 1 ? SERVER : CLIENT;
        int from = port == 1 ? 0x0a000001 : 0x0a000002;
        int to = port == 1 ? 0x0a000002 : 0x0a000001;
        ByteBuffer frame = ByteBuffer.allocate(54 + payload);
        frame.put(new byte[] {2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 8}).putShort((short) EtherType.IPV4);
        frame.putInt(0x4500_0000 | 40 + payload)
                .putInt(0)
                .putInt(0x4006_0000)
                .putInt(from)
                .putInt(to);
        frame.putShort((short) source).putShort((short) other);
        frame.putInt(sequence).putInt(acknowledged);
        frame.putInt(0x5000_ffff | flags << 16).putInt(0);
        frame.putShort(24, (short) ~sum(frame, 14, 20, 0));
        int pseudo = (from >>> 16) + (from & 0xffff) + (to >>> 16) + (to & 0xffff) + 6 + 20 + payload;
        frame.putShort(50, (short) ~sum(frame, 34, 20 + payload, pseudo));
        return new CasePacket(port, Bytes.of(frame.array()));
    }

    private static int sum(ByteBuffer frame, int at, int length, int start) {
        int sum = start;
        for (int i = at; i < at + length; i += 2) {
            sum += frame.getShort(i) & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    private Segments() {}
}
