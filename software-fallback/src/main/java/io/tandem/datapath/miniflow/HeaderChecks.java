package io.tandem.datapath.miniflow;

import io.tandem.datapath.packet.Packet;

/**
 * What a header must be like to be taken for what it says it is, for the key and for rewriting alike. Stateless.
 *
 * <p>Source: Open vSwitch lib/flow.c, parse_ethertype, ipv4_sanity_check, ipv6_sanity_check.
 */
public final class HeaderChecks {
    /** Bytes of an LLC and SNAP header. */
    public static final int LLC_SNAP = 8;

    /** Bytes of an IPv4 header without options. */
    public static final int IPV4_HEADER = 20;

    /** Bytes of an IPv6 header without extensions. */
    public static final int IPV6_HEADER = 40;

    /** True where a SNAP header of the Ethernet organisation follows the length field. */
    public static boolean isSnap(Packet packet, int at, int size) {
        return size >= LLC_SNAP && packet.u32(at) == 0xaaaa0300L && packet.u16(at + 4) == 0;
    }

    /**
     * The length of an IPv4 header in bytes, with options; negative where it is cut short or contradicts itself.
     *
     * @param size bytes from {@code at} to the end of the frame
     */
    public static int ipv4Header(Packet packet, int at, int size) {
        return size < IPV4_HEADER ? -1 : ipv4Header(packet.u64(at), size);
    }

    /**
     * The same of a header that is not shorter than {@link #IPV4_HEADER}.
     *
     * @param start its first eight bytes
     */
    static int ipv4Header(long start, int size) {
        int header = (int) (start >>> 56 & 15) * 4;
        int total = (int) (start >>> 32) & 0xffff;
        return header < IPV4_HEADER || size < header || total > size || header > total ? -1 : header;
    }

    /**
     * The payload of an IPv6 packet in bytes; negative where header or payload are cut short.
     *
     * @param size bytes from {@code at} to the end of the frame
     */
    public static int ipv6Payload(Packet packet, int at, int size) {
        if (size < IPV6_HEADER) {
            return -1;
        }
        int payload = packet.u16(at + 4);
        return payload + IPV6_HEADER > size ? -1 : payload;
    }

    private HeaderChecks() {}
}
