package io.tandem.conformance.tcpackets;

import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each side chooses by itself in front of a packet that goes out in a tunnel: the number of the IPv4 packet or the
 * flow label of IPv6, the UDP source port, which is a hash of the packet, the sequence number and time of ERSPAN, and in
 * its version 2 the bit that says that an Ethernet frame follows, which the kernel sets (net/erspan.h,
 * erspan_build_header_v2) and Open vSwitch does not. With them go the checksums that cover them.
 */
final class OuterHeader {
    private static final String ROWS = "set(tunnel)";
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int NUMBER = ETHERNET + 4;
    private static final int PROTOCOL = ETHERNET + 9;
    private static final int HEADER_CHECKSUM = ETHERNET + 10;
    private static final int IPV6 = 40;
    private static final int NEXT_HEADER = ETHERNET + 6;
    private static final int VERSION_AND_CLASS = 0xfff0_0000;
    private static final int UDP_CHECKSUM = 6;
    private static final int GRE = 47;
    private static final int ERSPAN_1 = 0x88be;
    private static final int ERSPAN_2 = 0x22eb;
    private static final int SEQUENCE = 4;
    private static final int TIME = 12;
    private static final int BITS = 18;
    private static final int FRAME_BIT = 0x80;

    private OuterHeader() {}

    /** Frames by port without what their sender chose, where the row is about tunnels. */
    static Map<Integer, List<Bytes>> without(Map<Integer, List<Bytes>> sent, String row) {
        if (!row.startsWith(ROWS)) {
            return sent;
        }
        Map<Integer, List<Bytes>> common = new TreeMap<>();
        sent.forEach((port, frames) ->
                common.put(port, frames.stream().map(OuterHeader::without).toList()));
        return common;
    }

    private static Bytes without(Bytes frame) {
        byte[] bytes = frame.toArray();
        ByteBuffer out = ByteBuffer.wrap(bytes);
        switch (Short.toUnsignedInt(out.getShort(ETHERNET - 2))) {
            case EtherType.IPV4 -> {
                out.putShort(NUMBER, (short) 0).putShort(HEADER_CHECKSUM, (short) 0);
                transport(out, bytes[PROTOCOL], ETHERNET + IPV4);
            }
            case EtherType.IPV6 -> {
                out.putInt(ETHERNET, out.getInt(ETHERNET) & VERSION_AND_CLASS);
                transport(out, bytes[NEXT_HEADER], ETHERNET + IPV6);
            }
            default -> {}
        }
        return Bytes.of(bytes);
    }

    /** Of a UDP checksum it stays whether there is one. */
    private static void transport(ByteBuffer out, int protocol, int at) {
        if (protocol == IpProto.UDP) {
            boolean summed = out.getShort(at + UDP_CHECKSUM) != 0;
            out.putShort(at, (short) 0).putShort(at + UDP_CHECKSUM, (short) (summed ? 1 : 0));
        } else if (protocol == GRE) {
            int type = Short.toUnsignedInt(out.getShort(at + 2));
            if (type == ERSPAN_1 || type == ERSPAN_2) {
                out.putInt(at + SEQUENCE, 0);
            }
            if (type == ERSPAN_2) {
                out.putInt(at + TIME, 0);
                out.put(at + BITS, (byte) (out.get(at + BITS) & ~FRAME_BIT));
            }
        }
    }
}
