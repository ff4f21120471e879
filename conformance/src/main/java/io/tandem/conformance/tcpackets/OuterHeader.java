package io.tandem.conformance.tcpackets;

import io.tandem.flow.Bytes;
import io.tandem.flow.IpProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What each side chooses by itself in front of a packet that goes out in a tunnel over IPv4: the number of the IP packet,
 * and the UDP source port, which is a hash of the packet. With them go the checksums that cover them.
 */
final class OuterHeader {
    private static final String ROWS = "set(tunnel)";
    private static final int ETHERNET = 14;
    private static final int NUMBER = ETHERNET + 4;
    private static final int PROTOCOL = ETHERNET + 9;
    private static final int HEADER_CHECKSUM = ETHERNET + 10;
    private static final int SOURCE_PORT = ETHERNET + 20;
    private static final int UDP_CHECKSUM = SOURCE_PORT + 6;

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
        clear(bytes, NUMBER);
        clear(bytes, HEADER_CHECKSUM);
        if (bytes[PROTOCOL] == IpProto.UDP) {
            clear(bytes, SOURCE_PORT);
            boolean summed = IntStream.of(UDP_CHECKSUM, UDP_CHECKSUM + 1).anyMatch(at -> bytes[at] != 0);
            bytes[UDP_CHECKSUM] = (byte) (summed ? 1 : 0);
            bytes[UDP_CHECKSUM + 1] = 0;
        }
        return Bytes.of(bytes);
    }

    private static void clear(byte[] bytes, int at) {
        bytes[at] = 0;
        bytes[at + 1] = 0;
    }
}
