package io.tandem.datapath.header;

/** The checksum of SCTP while some of its packet changes. Stateless. Source: RFC 9260 appendix A. */
public final class Crc32c {
    private static final int POLYNOMIAL = 0x82f63b78;
    private static final int[] TABLE = table();

    /**
     * What a change of four bytes adds, by exclusive or, to the checksum, right or wrong as that may be.
     *
     * @param difference the bits of the four bytes that change, in network order
     * @param behind bytes that the checksum covers behind those
     * @return in the order in which SCTP sends the checksum
     */
    public static long change(long difference, int behind) {
        int crc = Integer.reverseBytes((int) difference);
        for (int i = behind + Integer.BYTES; i > 0; i--) {
            crc = TABLE[crc & 0xff] ^ crc >>> 8;
        }
        return Integer.toUnsignedLong(Integer.reverseBytes(crc));
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            table[i] = crc;
        }
        return table;
    }

    private Crc32c() {}
}
