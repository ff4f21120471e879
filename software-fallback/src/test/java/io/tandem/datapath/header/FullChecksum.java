package io.tandem.datapath.header;

import java.nio.ByteBuffer;

/**
 * Checksums computed over all bytes, as a reference for the incremental ones, on untagged frames. Knows only the
 * headers that the tests build: IPv6 extension headers are passed by length, without regard for fragments.
 */
public final class FullChecksum {
    /** The checksum of bytes, added to a sum: 0 where they hold a right one. */
    public static int sum(byte[] bytes, int from, int to, long start) {
        long sum = start;
        for (int i = from; i < to; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < to ? bytes[i + 1] & 0xff : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }

    /** Writes the header checksum of the IPv4 header at {@code at}. */
    public static void ipv4(byte[] frame, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        bytes.putShort(at + 10, (short) 0);
        bytes.putShort(at + 10, (short) sum(frame, at, at + (frame[at] & 15) * 4, 0));
    }

    /**
     * Writes the transport checksum over the pseudo header and the payload.
     *
     * @param addresses where the addresses start
     * @param addressBytes bytes of both
     * @param from where the transport header starts
     * @param to where the IP packet ends
     */
    public static void transport(byte[] frame, int addresses, int addressBytes, int protocol, int from, int to) {
        int offset =
                switch (protocol) {
                    case 6 -> 16;
                    case 17 -> 6;
                    case 58 -> 2;
                    default -> throw new AssertionError("protocol " + protocol);
                };
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        bytes.putShort(from + offset, (short) 0);
        int pseudo = ~sum(frame, addresses, addresses + addressBytes, protocol + (to - from)) & 0xffff;
        int checksum = sum(frame, from, to, pseudo);
        bytes.putShort(from + offset, (short) (protocol == 17 && checksum == 0 ? 0xffff : checksum));
    }

    private FullChecksum() {}
}
