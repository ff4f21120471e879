package io.tandem.datapath.execute;

import io.tandem.datapath.header.Checksum;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.header.TransportChecksum;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;

/**
 * Rewrites header fields in place and keeps every checksum that covers them right. A packet that lacks the header is
 * answered with false, untouched. Later fragments have no transport header, so only their IP header changes. Behind a
 * routing header with segments left the destination is not the one that checksums cover (RFC 8200 section 8.1).
 *
 * <p>Belongs to one packet thread.
 */
final class HeaderRewriter {
    private static final int ADDRESSES = HeaderPositions.ADDRESSES;
    private static final int TAG = HeaderPositions.TAG;

    private final HeaderPositions positions = new HeaderPositions();

    boolean pushVlan(Packet packet, int tpid, int tci) {
        if (!packet.insert(ADDRESSES, TAG)) {
            return false;
        }
        packet.put16(ADDRESSES, tpid);
        packet.put16(ADDRESSES + 2, tci);
        return true;
    }

    /** Without a tag nothing happens, as in Open vSwitch. */
    void popVlan(Packet packet) {
        if (hasTag(packet)) {
            packet.remove(ADDRESSES, TAG);
        }
    }

    void ethernet(Packet packet, Step set) {
        packet.put48(0, set.apply(FlowField.ETH_DST, packet.u48(0)));
        packet.put48(6, set.apply(FlowField.ETH_SRC, packet.u48(6)));
    }

    boolean vlan(Packet packet, Step set) {
        if (!hasTag(packet)) {
            return false;
        }
        int tci = packet.u16(ADDRESSES + 2);
        long vid = set.apply(FlowField.VLAN_VID, tci & 0xfff);
        long pcp = set.apply(FlowField.VLAN_PCP, tci >>> 13);
        packet.put16(ADDRESSES + 2, (int) (pcp << 13 | tci & 0x1000 | vid));
        return true;
    }

    boolean ipv4(Packet packet, Step set) {
        if (!positions.findIpv4(packet)) {
            return false;
        }
        int at = positions.network;
        int checksum = packet.u16(at + 10);

        int word = packet.u16(at);
        int changed = word & 0xff00 | (int) set.apply(FlowField.IPV4_TOS, word & 0xff);
        checksum = Checksum.update16(checksum, word, changed);
        packet.put16(at, changed);

        word = packet.u16(at + 8);
        changed = (int) set.apply(FlowField.IPV4_TTL, word >>> 8) << 8 | word & 0xff;
        checksum = Checksum.update16(checksum, word, changed);
        packet.put16(at + 8, changed);

        long source = packet.u32(at + 12);
        long newSource = set.apply(FlowField.IPV4_SRC, source);
        long destination = packet.u32(at + 16);
        long newDestination = set.apply(FlowField.IPV4_DST, destination);
        checksum = Checksum.update32(Checksum.update32(checksum, source, newSource), destination, newDestination);
        packet.put32(at + 12, newSource);
        packet.put32(at + 16, newDestination);
        packet.put16(at + 10, checksum);
        if (positions.protocol != IpProto.ICMPV6) {
            TransportChecksum.cover(packet, positions, source, newSource);
            TransportChecksum.cover(packet, positions, destination, newDestination);
        }
        return true;
    }

    boolean ipv6(Packet packet, Step set) {
        if (!positions.findIpv6(packet)) {
            return false;
        }
        int at = positions.network;
        long flow = packet.u32(at);
        long tclass = set.apply(FlowField.IPV6_TCLASS, flow >>> 20 & 0xff);
        long label = set.apply(FlowField.IPV6_LABEL, flow & 0xfffff);
        packet.put32(at, flow & 0xf0000000L | tclass << 20 | label);
        packet.put8(at + 7, (int) set.apply(FlowField.IPV6_HLIMIT, packet.u8(at + 7)));
        address(packet, at + 8, true, FlowField.IPV6_SRC, set);
        address(packet, at + 24, !positions.routed, FlowField.IPV6_DST, set);
        return true;
    }

    private void address(Packet packet, int at, boolean inPseudoHeader, FlowField field, Step set) {
        long high = packet.u64(at);
        long low = packet.u64(at + 8);
        long newHigh = set.apply(field, high);
        long newLow = set.applyLow(field, low);
        packet.put64(at, newHigh);
        packet.put64(at + 8, newLow);
        if (inPseudoHeader) {
            TransportChecksum.cover(packet, positions, high >>> 32, newHigh >>> 32);
            TransportChecksum.cover(packet, positions, high & 0xffffffffL, newHigh & 0xffffffffL);
            TransportChecksum.cover(packet, positions, low >>> 32, newLow >>> 32);
            TransportChecksum.cover(packet, positions, low & 0xffffffffL, newLow & 0xffffffffL);
        }
    }

    /** Sets the ports of the protocol that the action names. */
    boolean transport(Packet packet, Step set) {
        boolean found = positions.findIpv4(packet) || positions.findIpv6(packet);
        if (!found || positions.protocol != set.first || TransportChecksum.at(positions) < 0) {
            return false;
        }
        int ports = positions.transport;
        long before = packet.u32(ports);
        long source = set.apply(FlowField.TCP_SRC, before >>> 16);
        long destination = set.apply(FlowField.TCP_DST, before & 0xffff);
        long after = source << 16 | destination;
        packet.put32(ports, after);
        TransportChecksum.cover(packet, positions, before, after);
        return true;
    }

    private static boolean hasTag(Packet packet) {
        return packet.length() >= ADDRESSES + TAG + 2 && EtherType.isVlan(packet.u16(ADDRESSES));
    }
}
