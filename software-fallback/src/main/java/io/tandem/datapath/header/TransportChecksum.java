package io.tandem.datapath.header;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.IpProto;

/** Keeps the checksum of a transport header right while words that it covers change. Stateless. */
public final class TransportChecksum {
    /**
     * Updates the checksum, where there is one, for a 32-bit word that it covers: of the header, or of the pseudo
     * header. A UDP checksum of zero stays, as it says that there is none (RFC 768).
     *
     * @param positions those of the packet
     */
    public static void cover(Packet packet, HeaderPositions positions, long before, long after) {
        int at = at(positions);
        if (at < 0 || before == after) {
            return;
        }
        boolean udp = positions.protocol == IpProto.UDP;
        int checksum = packet.u16(at);
        if (udp && checksum == 0) {
            return;
        }
        int updated = Checksum.update32(checksum, before, after);
        packet.put16(at, udp && updated == 0 ? 0xffff : updated);
    }

    /** Where the checksum lies; negative where the protocol has none, or its header is cut short. */
    public static int at(HeaderPositions positions) {
        int offset =
                switch (positions.protocol) {
                    case IpProto.TCP -> 16;
                    case IpProto.UDP -> 6;
                    case IpProto.ICMPV6 -> 2;
                    default -> -1;
                };
        int header = positions.protocol == IpProto.TCP ? 20 : 8;
        return offset < 0 || positions.transport + header > positions.end ? -1 : positions.transport + offset;
    }

    private TransportChecksum() {}
}
