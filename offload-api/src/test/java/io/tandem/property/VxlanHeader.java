package io.tandem.property;

import io.tandem.flow.Bytes;
import java.nio.ByteBuffer;
import java.util.Random;

/** Ready-made headers of VXLAN tunnels over IPv4, as {@code tnl_push} has them: what its text shows is random. */
final class VxlanHeader {
    /** OVS_VPORT_TYPE_VXLAN. */
    static final int KIND = 4;

    private static final int SIZE = 14 + 20 + 8 + 8;

    static Bytes random(Random random) {
        ByteBuffer header = ByteBuffer.allocate(SIZE);
        header.putLong(random.nextLong()).putInt(random.nextInt()).putShort((short) 0x0800);
        header.put((byte) 0x45).put((byte) random.nextInt()).putInt(0).putShort((short) random.nextInt());
        header.put((byte) random.nextInt()).put((byte) random.nextInt()).putShort((short) 0);
        header.putInt(random.nextInt()).putInt(random.nextInt());
        header.putShort((short) random.nextInt()).putShort((short) random.nextInt());
        header.putShort((short) 0).putShort((short) random.nextInt());
        header.putInt(random.nextInt()).putInt(random.nextInt() << 8);
        return Bytes.of(header.array());
    }

    private VxlanHeader() {}
}
