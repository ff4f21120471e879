package io.tandem.datapath.tunnel;

/**
 * A port that encapsulated packets leave by.
 *
 * @param number datapath port number
 * @param mac its Ethernet address, 48 bits
 * @param mtu bytes of the longest IP packet that it sends
 */
public record UnderlayPort(int number, long mac, int mtu) {
    /** Bytes of an IP packet that every link carries. Source: RFC 791 section 3.2. */
    private static final int LEAST_MTU = 68;

    public UnderlayPort {
        if (mac >>> 48 != 0 || mtu < LEAST_MTU) {
            throw new IllegalArgumentException("underlay port " + number + ": Ethernet address 0x"
                    + Long.toHexString(mac) + ", MTU " + mtu + "; give 48 bits and at least " + LEAST_MTU);
        }
    }
}
