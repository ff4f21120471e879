package io.tandem.datapath.header;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.IpProto;

/** Where the Internet checksum of a transport header lies, and how it is written back. Stateless. */
public final class TransportChecksum {
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    /** Type, code and checksum, which is all that Open vSwitch asks for before it updates an ICMPv6 checksum. */
    private static final int ICMPV6_START = 4;

    /** Where the checksum lies; negative where the protocol has none, or its header is cut short. */
    public static int at(HeaderPositions positions) {
        int size = positions.transportSize();
        return switch (positions.protocol) {
            case IpProto.TCP -> size < TCP_HEADER ? -1 : positions.transport + 16;
            case IpProto.UDP -> size < UDP_HEADER ? -1 : positions.transport + 6;
            case IpProto.ICMPV6 -> size < ICMPV6_START ? -1 : positions.transport + 2;
            default -> -1;
        };
    }

    /** True where the packet says that it has no checksum: zero, in UDP. Source: RFC 768. */
    public static boolean isAbsent(HeaderPositions positions, int checksum) {
        return checksum == 0 && positions.protocol == IpProto.UDP;
    }

    /** Writes a checksum that has changed; in UDP a sum of zero is sent as all ones. Source: RFC 768. */
    public static void put(Packet packet, HeaderPositions positions, int at, int checksum) {
        packet.put16(at, checksum == 0 && positions.protocol == IpProto.UDP ? 0xffff : checksum);
    }

    private TransportChecksum() {}
}
