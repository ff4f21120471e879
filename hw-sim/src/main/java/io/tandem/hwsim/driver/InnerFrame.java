package io.tandem.hwsim.driver;

import io.tandem.flow.EtherType;
import io.tandem.hwsim.profile.TunnelHeaderKind;

/** Where the frame inside a tunnel starts that the NIC has opened. Stateless. */
final class InnerFrame {
    private static final int TYPE = 12;
    private static final int TAG = 4;
    private static final int MOST_TAGS = 2;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int UDP = 8;
    /** Of VXLAN and, without options, Geneve. */
    private static final int HEADER = 8;

    private static final int GRE = 4;
    private static final int GRE_OPTION = 4;
    private static final int GRE_KEY = 0x20;
    private static final int GRE_SEQUENCE = 0x10;

    /**
     * Bytes in front of it.
     *
     * @param at byte at which the outer frame starts, of which the NIC found that it can be opened
     */
    static int offset(byte[] frame, int at, TunnelHeaderKind kind) {
        int type = at + TYPE;
        for (int tags = 0; tags < MOST_TAGS && EtherType.isVlan(u16(frame, type)); tags++) {
            type += TAG;
        }
        int transport = type + 2 + (u16(frame, type) == EtherType.IPV6 ? IPV6 : IPV4);
        int inside =
                switch (kind) {
                    case VXLAN -> transport + UDP + HEADER;
                    case GENEVE -> transport + UDP + HEADER + (frame[transport + UDP] & 0x3f) * 4;
                    case GRE ->
                        transport
                                + GRE
                                + ((frame[transport] & GRE_KEY) != 0 ? GRE_OPTION : 0)
                                + ((frame[transport] & GRE_SEQUENCE) != 0 ? GRE_OPTION : 0);
                };
        return inside - at;
    }

    private static int u16(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }

    private InnerFrame() {}
}
