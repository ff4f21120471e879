package io.tandem.agent.traffic;

import java.nio.ByteBuffer;

/** The Internet checksum. Source: RFC 1071. */
final class Checksum {
    /** The sum of the 16-bit words from {@code from} up to {@code to}, added to {@code sum}; not folded. */
    static long add(long sum, ByteBuffer bytes, int from, int to) {
        long total = sum;
        int at = from;
        for (; at + 1 < to; at += 2) {
            total += bytes.getShort(at) & 0xffff;
        }
        return at < to ? total + ((bytes.get(at) & 0xff) << 8) : total;
    }

    /** The complement of the folded sum: what goes into the header. */
    static short fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (short) ~folded;
    }

    private Checksum() {}
}
