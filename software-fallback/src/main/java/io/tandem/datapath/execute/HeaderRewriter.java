package io.tandem.datapath.execute;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;

/**
 * Rewrites header fields in place and keeps every checksum that covers them right. A packet that lacks the header is
 * answered with false, untouched. Later fragments have no transport header, so only their IP header changes.
 */
final class HeaderRewriter {
    private static final int ADDRESSES = 12;
    private static final int TAG = 4;

    static boolean pushVlan(Packet packet, int tpid, int tci) {
        if (!packet.insert(ADDRESSES, TAG)) {
            return false;
        }
        packet.put16(ADDRESSES, tpid);
        packet.put16(ADDRESSES + 2, tci);
        return true;
    }

    /** Without a tag nothing happens, as in Open vSwitch. */
    static void popVlan(Packet packet) {
        if (hasTag(packet)) {
            packet.remove(ADDRESSES, TAG);
        }
    }

    static void ethernet(Packet packet, Step set) {
        packet.put48(0, set.apply(FlowField.ETH_DST, packet.u48(0)));
        packet.put48(6, set.apply(FlowField.ETH_SRC, packet.u48(6)));
    }

    static boolean vlan(Packet packet, Step set) {
        if (!hasTag(packet)) {
            return false;
        }
        int tci = packet.u16(ADDRESSES + 2);
        long vid = set.apply(FlowField.VLAN_VID, tci & 0xfff);
        long pcp = set.apply(FlowField.VLAN_PCP, tci >>> 13);
        packet.put16(ADDRESSES + 2, (int) (pcp << 13 | tci & 0x1000 | vid));
        return true;
    }

    static boolean ipv4(Packet packet, Step set) {
        int at = network(packet, EtherType.IPV4, 20);
        if (at < 0) {
            return false;
        }
        int transport = at + (packet.u8(at) & 15) * 4;
        boolean later = (packet.u16(at + 6) & 0x1fff) != 0;
        int protocol = packet.u8(at + 9);
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
        if (!later && protocol != IpProto.ICMPV6) {
            pseudoHeader(packet, transport, protocol, source, newSource);
            pseudoHeader(packet, transport, protocol, destination, newDestination);
        }
        return true;
    }

    static boolean ipv6(Packet packet, Step set) {
        int at = network(packet, EtherType.IPV6, 40);
        if (at < 0) {
            return false;
        }
        long flow = packet.u32(at);
        long tclass = set.apply(FlowField.IPV6_TCLASS, flow >>> 20 & 0xff);
        long label = set.apply(FlowField.IPV6_LABEL, flow & 0xfffff);
        packet.put32(at, flow & 0xf0000000L | tclass << 20 | label);
        packet.put8(at + 7, (int) set.apply(FlowField.IPV6_HLIMIT, packet.u8(at + 7)));
        int protocol = packet.u8(at + 6);
        address(packet, at + 8, at + 40, protocol, FlowField.IPV6_SRC, set);
        address(packet, at + 24, at + 40, protocol, FlowField.IPV6_DST, set);
        return true;
    }

    private static void address(Packet packet, int at, int transport, int protocol, FlowField field, Step set) {
        long high = packet.u64(at);
        long low = packet.u64(at + 8);
        long newHigh = set.apply(field, high);
        long newLow = set.applyLow(field, low);
        packet.put64(at, newHigh);
        packet.put64(at + 8, newLow);
        pseudoHeader(packet, transport, protocol, high >>> 32, newHigh >>> 32);
        pseudoHeader(packet, transport, protocol, high & 0xffffffffL, newHigh & 0xffffffffL);
        pseudoHeader(packet, transport, protocol, low >>> 32, newLow >>> 32);
        pseudoHeader(packet, transport, protocol, low & 0xffffffffL, newLow & 0xffffffffL);
    }

    static boolean transport(Packet packet, Step set) {
        int type = etherType(packet);
        int at = network(packet, type, type == EtherType.IPV4 ? 20 : 40);
        if (at < 0 || (type != EtherType.IPV4 && type != EtherType.IPV6)) {
            return false;
        }
        int protocol = packet.u8(at + (type == EtherType.IPV4 ? 9 : 6));
        int ports = at + (type == EtherType.IPV4 ? (packet.u8(at) & 15) * 4 : 40);
        boolean later = type == EtherType.IPV4 && (packet.u16(at + 6) & 0x1fff) != 0;
        int checksum = checksumAt(packet, ports, protocol);
        if (later || checksum < 0) {
            return false;
        }
        long before = packet.u32(ports);
        long source = set.apply(FlowField.TCP_SRC, before >>> 16);
        long destination = set.apply(FlowField.TCP_DST, before & 0xffff);
        long after = source << 16 | destination;
        packet.put32(ports, after);
        pseudoHeader(packet, ports, protocol, before, after);
        return true;
    }

    /** Updates the transport checksum for a 32-bit word that it covers. */
    private static void pseudoHeader(Packet packet, int transport, int protocol, long before, long after) {
        int at = checksumAt(packet, transport, protocol);
        if (at < 0 || before == after) {
            return;
        }
        int checksum = packet.u16(at);
        if (protocol == IpProto.UDP && checksum == 0) {
            return;
        }
        int updated = Checksum.update32(checksum, before, after);
        packet.put16(at, protocol == IpProto.UDP && updated == 0 ? 0xffff : updated);
    }

    /** Where the transport checksum lies; negative where there is none. */
    private static int checksumAt(Packet packet, int transport, int protocol) {
        int offset =
                switch (protocol) {
                    case IpProto.TCP -> 16;
                    case IpProto.UDP -> 6;
                    case IpProto.ICMPV6 -> 2;
                    default -> -1;
                };
        int header = protocol == IpProto.TCP ? 20 : 8;
        return offset < 0 || transport + header > packet.length() ? -1 : transport + offset;
    }

    private static boolean hasTag(Packet packet) {
        return packet.length() >= ADDRESSES + TAG + 2 && EtherType.isVlan(packet.u16(ADDRESSES));
    }

    private static int typeAt(Packet packet) {
        int at = ADDRESSES;
        while (at + TAG + 2 <= packet.length() && EtherType.isVlan(packet.u16(at))) {
            at += TAG;
        }
        return at;
    }

    private static int etherType(Packet packet) {
        return packet.u16(typeAt(packet));
    }

    /** Where the network header of that type starts; negative where it is another one or cut short. */
    private static int network(Packet packet, int type, int size) {
        int at = typeAt(packet);
        return packet.u16(at) == type && at + 2 + size <= packet.length() ? at + 2 : -1;
    }

    private HeaderRewriter() {}
}
