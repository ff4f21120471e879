package io.tandem.hwsim.driver;

import io.tandem.flow.EtherType;

/** Where the frame inside a tunnel starts that the NIC has opened. Stateless. */
final class InnerFrame {
    private static final int TYPE = 12;
    private static final int TAG = 4;
    private static final int MOST_TAGS = 2;
    private static final int IPV4 = 20;
    private static final int UDP = 8;
    /** Of VXLAN and, without options, Geneve. */
    private static final int HEADER = 8;

    /**
     * Bytes in front of it.
     *
     * @param at byte at which the outer frame starts, of which the NIC found that it can be opened
     * @param geneve the tunnel is one of Geneve, not VXLAN
     */
    static int offset(byte[] frame, int at, boolean geneve) {
        int type = at + TYPE;
        for (int tags = 0; tags < MOST_TAGS && EtherType.isVlan(u16(frame, type)); tags++) {
            type += TAG;
        }
        int tunnel = type + 2 + IPV4 + UDP;
        int options = geneve ? (frame[tunnel] & 0x3f) * 4 : 0;
        return tunnel + HEADER + options - at;
    }

    private static int u16(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }

    private InnerFrame() {}
}
