package io.tandem.datapath.tunnel;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;

/**
 * What an outer IP header may take over from the inner one, if there is one. Stateless.
 *
 * <p>Source: RFC 6040 section 4.1, compatible mode, as in the kernel's INET_ECN_encapsulate.
 */
final class InnerIp {
    /** Stands for a packet that has no IP header. */
    static final int NONE = -1;

    private static final int ADDRESSES = 12;
    private static final int TAG = 4;
    private static final int ECN = 3;
    private static final int ECT_0 = 2;

    /** Where the IP header starts, behind any tags; {@link #NONE} where there is none. */
    static int find(Packet packet) {
        int at = 0;
        int type = packet.metadata().networkType();
        if (packet.metadata().isEthernet()) {
            at = ADDRESSES;
            while (at + TAG + 2 <= packet.length() && EtherType.isVlan(packet.u16(at))) {
                at += TAG;
            }
            type = at + 2 <= packet.length() ? packet.u16(at) : 0;
            at += 2;
        }
        int left = packet.length() - at;
        boolean found = type == EtherType.IPV4 && left >= TunnelHeader.IPV4
                || type == EtherType.IPV6 && left >= TunnelHeader.IPV6;
        return found && packet.u8(at) >>> 4 == (type == EtherType.IPV4 ? 4 : 6) ? at : NONE;
    }

    /** The TOS or traffic class of the header at that place. */
    static int tos(Packet packet, int at) {
        return packet.u8(at) >>> 4 == 4 ? packet.u8(at + 1) : packet.u16(at) >>> 4 & 0xff;
    }

    /** The TTL or hop limit. */
    static int ttl(Packet packet, int at) {
        return packet.u8(packet.u8(at) >>> 4 == 4 ? at + 8 : at + 7);
    }

    /** The outer TOS: DSCP of its own, congestion bits of the inner header, of which CE is not carried outside. */
    static int encapsulated(int outer, int inner) {
        int congestion = inner & ECN;
        return outer & ~ECN | (congestion == ECN ? ECT_0 : congestion);
    }

    private InnerIp() {}
}
