package io.tandem.datapath.tunnel;

/**
 * The Ethernet address of a next hop.
 *
 * @param port number of the underlay's port that it is behind
 * @param address its IP address
 * @param mac 48 bits
 */
public record Neighbour(int port, IpAddress address, long mac) {
    public Neighbour {
        if (mac >>> 48 != 0 || mac == 0) {
            throw new IllegalArgumentException(
                    "neighbour " + address + ": 0x" + Long.toHexString(mac) + " is no Ethernet address of a host");
        }
    }
}
