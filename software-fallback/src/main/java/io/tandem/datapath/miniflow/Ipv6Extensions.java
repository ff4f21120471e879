package io.tandem.datapath.miniflow;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.Fragment;

/**
 * The extension headers between an IPv6 header and its transport header. Where they end is answered as one number, so
 * that nothing is allocated; the accessors take it apart.
 *
 * <p>Source: RFC 8200 section 4; Open vSwitch lib/flow.c, parse_ipv6_ext_hdrs.
 */
public final class Ipv6Extensions {
    /** Stands for a chain that is cut short. */
    public static final long CUT_SHORT = -1;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;

    private static final int SHORTEST = 8;
    private static final int FRAGMENT_SHIFT = 8;
    private static final int ROUTED_SHIFT = 10;
    private static final int ATOMIC_SHIFT = 11;
    private static final int POSITION_SHIFT = 16;

    /**
     * Passes over extension headers. A later fragment ends them, as the protocol "fragment".
     *
     * @param at where the first header behind the IPv6 header starts
     * @param payload bytes from there to the end of the IPv6 packet
     * @param next the IPv6 header's next-header field
     * @return the end of the chain, or {@link #CUT_SHORT}
     */
    public static long walk(Packet packet, int at, int payload, int next) {
        int here = at;
        int left = payload;
        int protocol = next;
        int fragment = 0;
        int routed = 0;
        int atomic = 0;
        while (isExtension(protocol)) {
            if (left < SHORTEST) {
                return CUT_SHORT;
            }
            int bytes = SHORTEST;
            int units = packet.u8(here + 1);
            int kind = protocol;
            protocol = packet.u8(here);
            if (kind == FRAGMENT) {
                int offset = packet.u16(here + 2);
                atomic = (offset & 1) == 0 ? 1 : 0;
                if (offset != 0) {
                    fragment = Fragment.ANY_BIT;
                    if ((offset & 0xfff8) != 0) {
                        return end(here + bytes, FRAGMENT, fragment | Fragment.LATER_BIT, routed, 0);
                    }
                }
            } else {
                bytes = kind == AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
                routed |= kind == ROUTING && packet.u8(here + 3) != 0 ? 1 : 0;
            }
            if (bytes > left) {
                return CUT_SHORT;
            }
            here += bytes;
            left -= bytes;
        }
        return end(here, protocol, fragment, routed, atomic);
    }

    /** Where the header behind the extensions starts. */
    public static int position(long end) {
        return (int) (end >>> POSITION_SHIFT);
    }

    /** The protocol of that header; 44 in a later fragment. */
    public static int protocol(long end) {
        return (int) end & 0xff;
    }

    /** Bits of {@link Fragment}. */
    public static int fragment(long end) {
        return (int) (end >>> FRAGMENT_SHIFT) & (Fragment.ANY_BIT | Fragment.LATER_BIT);
    }

    /** True where a routing header has segments left, so that the destination is not the final one. */
    public static boolean routed(long end) {
        return (end >>> ROUTED_SHIFT & 1) != 0;
    }

    /** True where a fragment header says that this is the only fragment (RFC 6946). */
    public static boolean atomic(long end) {
        return (end >>> ATOMIC_SHIFT & 1) != 0;
    }

    private static long end(int position, int protocol, int fragment, int routed, int atomic) {
        return (long) position << POSITION_SHIFT
                | (long) atomic << ATOMIC_SHIFT
                | (long) routed << ROUTED_SHIFT
                | (long) fragment << FRAGMENT_SHIFT
                | protocol;
    }

    private static boolean isExtension(int protocol) {
        return protocol == HOP_BY_HOP
                || protocol == ROUTING
                || protocol == FRAGMENT
                || protocol == AUTHENTICATION
                || protocol == DESTINATION;
    }

    private Ipv6Extensions() {}
}
