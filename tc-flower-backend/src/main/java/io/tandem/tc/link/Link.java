package io.tandem.tc.link;

import java.util.HexFormat;

/**
 * A network interface, as it was when it was asked for.
 *
 * @param name IFLA_IFNAME
 * @param ifindex its index, from 1
 * @param kind IFLA_INFO_KIND, as "veth" or "vxlan"; empty for hardware and for the loopback interface
 * @param up IFF_UP: somebody set it up
 * @param carrier IFLA_CARRIER: there is somebody at the other end of its wire
 * @param mac its Ethernet address, the first byte in bits 47 to 40; 0 where it has none of six bytes
 */
public record Link(String name, int ifindex, String kind, boolean up, boolean carrier, long mac) {
    private static final int MAC_BYTES = 6;

    /** The Ethernet address as 02:00:00:00:00:01. */
    public String macText() {
        byte[] bytes = new byte[MAC_BYTES];
        for (int i = 0; i < MAC_BYTES; i++) {
            bytes[i] = (byte) (mac >>> (MAC_BYTES - 1 - i) * Byte.SIZE);
        }
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }
}
