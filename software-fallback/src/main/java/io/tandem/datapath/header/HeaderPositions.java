package io.tandem.datapath.header;

import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.miniflow.Ipv6Extensions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
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

    /** The Ethernet type of the network header. */
    public int type;

    /** Where the network header starts: behind Ethernet header, tags and SNAP, as far as there are any. */
    public int network;

    /** Where the transport header starts. */
    public int transport;

    /** Where the IP packet ends; what follows is padding. */
    public int end;

    /** The transport protocol, or -1. */
    public int protocol;

    /** True behind a routing header with segments left: then the destination is not the final one. */
    public boolean routed;

    /** True where the IPv6 header is followed by a fragment header, of the only fragment. */
    public boolean atomic;

    /** Looks for the network header; false where what comes before it is cut short. */
    public boolean findNetwork(Packet packet) {
        PacketMetadata metadata = packet.metadata();
        if (!metadata.isEthernet()) {
            type = metadata.networkType();
            network = 0;
            return true;
        }
        int length = packet.length();
        int at = ADDRESSES;
        while (at + TAG + 2 <= length && EtherType.isVlan(packet.u16(at))) {
            at += TAG;
        }
        if (at + 2 > length) {
            return false;
        }
        type = packet.u16(at);
        at += 2;
        if (type < EtherType.MINIMUM && HeaderChecks.isSnap(packet, at, length - at)) {
            type = packet.u16(at + 6);
            at += HeaderChecks.LLC_SNAP;
        }
        network = at;
        return true;
    }

    /** Looks for a sane IPv4 header. */
    public boolean findIpv4(Packet packet) {
        if (!findNetwork(packet) || type != EtherType.IPV4) {
            return false;
        }
        int at = network;
        int header = HeaderChecks.ipv4Header(packet, at, packet.length() - at);
        if (header < 0) {
            return false;
        }
        boolean later = (packet.u16(at + 6) & 0x1fff) != 0;
        transport = at + header;
        end = at + packet.u16(at + 2);
        protocol = later ? NO_PROTOCOL : packet.u8(at + 9);
        routed = false;
        atomic = false;
        return true;
    }

    /** Looks for a sane IPv6 header. */
    public boolean findIpv6(Packet packet) {
        if (!findNetwork(packet) || type != EtherType.IPV6) {
            return false;
        }
        int at = network;
        int payload = HeaderChecks.ipv6Payload(packet, at, packet.length() - at);
        if (payload < 0) {
            return false;
        }
        int first = at + HeaderChecks.IPV6_HEADER;
        long chain = Ipv6Extensions.walk(packet, first, payload, packet.u8(at + 6));
        boolean none = chain == Ipv6Extensions.CUT_SHORT || (Ipv6Extensions.fragment(chain) & Fragment.LATER_BIT) != 0;
        end = first + payload;
        transport = none ? end : Ipv6Extensions.position(chain);
        protocol = none ? NO_PROTOCOL : Ipv6Extensions.protocol(chain);
        routed = !none && Ipv6Extensions.routed(chain);
        atomic = !none && Ipv6Extensions.atomic(chain);
        return true;
    }

    /**
     * Looks for an IPv4 header that may be set: one that is wrong in what it says of lengths counts, with no transport
     * header behind it.
     */
    public boolean findAddressesOfIpv4(Packet packet) {
        return findIpv4(packet) || findUnsound(packet, EtherType.IPV4, HeaderChecks.IPV4_HEADER);
    }

    /** Looks for an IPv6 header, likewise. */
    public boolean findAddressesOfIpv6(Packet packet) {
        return findIpv6(packet) || findUnsound(packet, EtherType.IPV6, HeaderChecks.IPV6_HEADER);
    }

    /** After {@link #findNetwork}, which an unsound header has passed. */
    private boolean findUnsound(Packet packet, int wanted, int size) {
        if (type != wanted || network + size > packet.length()) {
            return false;
        }
        transport = packet.length();
        end = packet.length();
        protocol = NO_PROTOCOL;
        routed = false;
        atomic = false;
        return true;
    }

    /** Looks for a sane IP header of either version. */
    public boolean findIp(Packet packet) {
        return findIpv4(packet) || findIpv6(packet);
    }

    /** Bytes of transport header and payload, without padding. */
    public int transportSize() {
        return protocol == NO_PROTOCOL ? 0 : end - transport;
    }
}
