package io.tandem.datapath.conntrack;

import io.tandem.datapath.packet.Packet;
import java.util.zip.CRC32C;

/**
 * SCTP's checksum: CRC32c over header and chunks with the checksum's own place as zero, least significant byte first.
 * Reused; belongs to one packet thread. Source: RFC 9260 section 6.8 and appendix A.
 */
final class SctpChecksum {
    /** Bytes of SCTP's header. */
    static final int HEADER = 12;

    /** Where the checksum is in the header. */
    static final int OFFSET = 8;

    private static final int CHUNK_HEADER = 4;

    private final CRC32C crc = new CRC32C();
    private final byte[] frame = new byte[Packet.MAX_FRAME];

    /** True where the chunks fill the packet and the checksum is right. */
    boolean valid(Packet packet, int at, int end) {
        return chunksFill(packet, at, end) && (int) packet.u32(at + OFFSET) == compute(packet, at, end);
    }

    /** The right checksum, as a big-endian number. */
    private int compute(Packet packet, int at, int end) {
        packet.copyTo(frame, 0);
        crc.reset();
        crc.update(frame, at, OFFSET);
        for (int i = 0; i < 4; i++) {
            crc.update(0);
        }
        crc.update(frame, at + HEADER, end - at - HEADER);
        return Integer.reverseBytes((int) crc.getValue());
    }

    private static boolean chunksFill(Packet packet, int at, int end) {
        int next = at + HEADER;
        while (next < end) {
            int length = next + CHUNK_HEADER > end ? 0 : packet.u16(next + 2);
            if (length < CHUNK_HEADER) {
                return false;
            }
            next += length + 3 & ~3;
        }
        return next == end;
    }
}
