package io.tandem.datapath.header;

import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.miniflow.Ipv6Extensions;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.Fragment;

/**
 * Where the headers of an IP packet lie, by the rules that its key was read by, but behind any number of tags. Reused
 * for each packet; belongs to one packet thread.
 */
public final class HeaderPositions {
    /** Bytes of the two Ethernet addresses. */
    public static final int ADDRESSES = 12;

    /** Bytes of a VLAN tag. */
    public static final int TAG = 4;

    /** Stands for a transport header that is not there: a later fragment, or extension headers cut short. */
    private static final int NO_PROTOCOL = -1;

    /** Where the IP header starts. */
    public int network;

    /** Where the transport header starts. */
    public int transport;

    /** Where the IP packet ends; what follows is padding. */
    public int end;

    /** The transport protocol, or -1. */
    public int protocol;

    /** True where the destination address is not the one that the transport checksum covers. */
    public boolean routed;

    /** Looks for a sane IPv4 header. */
    public boolean findIpv4(Packet packet) {
        int at = payload(packet, EtherType.IPV4);
        int header = at < 0 ? -1 : HeaderChecks.ipv4Header(packet, at, packet.length() - at);
        if (header < 0) {
            return false;
        }
        boolean later = (packet.u16(at + 6) & 0x1fff) != 0;
        network = at;
        transport = at + header;
        end = at + packet.u16(at + 2);
        protocol = later ? NO_PROTOCOL : packet.u8(at + 9);
        routed = false;
        return true;
    }

    /** Looks for a sane IPv6 header. */
    public boolean findIpv6(Packet packet) {
        int at = payload(packet, EtherType.IPV6);
        int payload = at < 0 ? -1 : HeaderChecks.ipv6Payload(packet, at, packet.length() - at);
        if (payload < 0) {
            return false;
        }
        int first = at + HeaderChecks.IPV6_HEADER;
        long chain = Ipv6Extensions.walk(packet, first, payload, packet.u8(at + 6));
        boolean none = chain == Ipv6Extensions.CUT_SHORT || (Ipv6Extensions.fragment(chain) & Fragment.LATER_BIT) != 0;
        network = at;
        end = first + payload;
        transport = none ? end : Ipv6Extensions.position(chain);
        protocol = none ? NO_PROTOCOL : Ipv6Extensions.protocol(chain);
        routed = !none && Ipv6Extensions.routed(chain);
        return true;
    }

    /** Where the payload of that Ethernet type starts, behind tags and SNAP; negative where it is another type. */
    private static int payload(Packet packet, int type) {
        int at = ADDRESSES;
        while (at + TAG + 2 <= packet.length() && EtherType.isVlan(packet.u16(at))) {
            at += TAG;
        }
        int found = packet.u16(at);
        at += 2;
        if (found < EtherType.MINIMUM && HeaderChecks.isSnap(packet, at, packet.length() - at)) {
            found = packet.u16(at + 6);
            at += HeaderChecks.LLC_SNAP;
        }
        return found == type ? at : -1;
    }
}
