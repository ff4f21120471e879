package io.tandem.datapath.header;

/** Internet checksums. Source: RFC 1071; updates by RFC 1624, equation 3. */
public final class Checksum {
    /** The checksum after one 16-bit word of what it covers has changed; the same one where nothing has. */
    public static int update16(int checksum, int before, int after) {
        if (before == after) {
            return checksum;
        }
        int sum = (~checksum & 0xffff) + (~before & 0xffff) + (after & 0xffff);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~sum & 0xffff;
    }

    /** The checksum after one 32-bit word has changed. */
    public static int update32(int checksum, long before, long after) {
        int high = update16(checksum, (int) (before >>> 16) & 0xffff, (int) (after >>> 16) & 0xffff);
        return update16(high, (int) before & 0xffff, (int) after & 0xffff);
    }

    private Checksum() {}
}
