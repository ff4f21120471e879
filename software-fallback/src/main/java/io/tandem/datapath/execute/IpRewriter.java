package io.tandem.datapath.execute;

import io.tandem.datapath.header.Checksum;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.header.TransportChecksum;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites IP headers and the checksums that cover them. Belongs to one packet thread.
 *
 * <p>Where a header contradicts itself its fields are set all the same, and no transport checksum. A packet that ends within
 * the header is dropped, as in the kernel; Open vSwitch writes as if it went on.
 *
 * <p>Source: Open vSwitch, packet_set_ipv4, packet_set_ipv6 and packet_rh_present in lib/packets.c, whose ways with IPv6
 * are kept where the kernel has others: behind a routing header with segments left no transport checksum changes, neither
 * for the destination nor for the source, and none behind a fragment header that names the packet's only fragment. As in
 * the kernel, and other than there, a later fragment of IPv4 has no transport header, so its payload stays as it is.
 */
final class IpRewriter {
    private final HeaderPositions positions;

    IpRewriter(HeaderPositions positions) {
        this.positions = positions;
    }

    @Nullable DropReason ipv4(Packet packet, Step set) {
        if (!positions.findAddressesOfIpv4(packet)) {
            return DropReason.TRUNCATED_HEADER;
        }
        int at = positions.network;
        int checksum = packet.u16(at + 10);
        checksum = address(packet, at + 12, FlowField.IPV4_SRC, set, checksum);
        checksum = address(packet, at + 16, FlowField.IPV4_DST, set, checksum);
        int tos = packet.u8(at + 1);
        int newTos = (int) set.apply(FlowField.IPV4_TOS, tos);
        if (newTos != tos) {
            checksum = Checksum.update16(checksum, tos, newTos);
            packet.put8(at + 1, newTos);
        }
        int ttl = packet.u8(at + 8);
        int newTtl = (int) set.apply(FlowField.IPV4_TTL, ttl);
        if (newTtl != ttl) {
            checksum = Checksum.update16(checksum, ttl << 8, newTtl << 8);
            packet.put8(at + 8, newTtl);
        }
        packet.put16(at + 10, checksum);
        return null;
    }

    /** Answers the header checksum. */
    private int address(Packet packet, int at, FlowField field, Step set, int checksum) {
        long before = packet.u32(at);
        long after = set.apply(field, before);
        if (before == after) {
            return checksum;
        }
        packet.put32(at, after);
        int transport = positions.protocol == IpProto.ICMPV6 ? -1 : TransportChecksum.at(positions);
        if (transport >= 0) {
            int sum = packet.u16(transport);
            if (!TransportChecksum.isAbsent(positions, sum)) {
                TransportChecksum.put(packet, positions, transport, Checksum.update32(sum, before, after));
            }
        }
        return Checksum.update32(checksum, before, after);
    }

    @Nullable DropReason ipv6(Packet packet, Step set) {
        if (!positions.findAddressesOfIpv6(packet)) {
            return DropReason.TRUNCATED_HEADER;
        }
        int at = positions.network;
        address(packet, at + 8, FlowField.IPV6_SRC, set);
        address(packet, at + 24, FlowField.IPV6_DST, set);
        long flow = packet.u32(at);
        long tclass = set.apply(FlowField.IPV6_TCLASS, flow >>> 20 & 0xff);
        long label = set.apply(FlowField.IPV6_LABEL, flow & 0xfffff);
        packet.put32(at, flow & 0xf0000000L | tclass << 20 | label);
        packet.put8(at + 7, (int) set.apply(FlowField.IPV6_HLIMIT, packet.u8(at + 7)));
        return null;
    }

    private void address(Packet packet, int at, FlowField field, Step set) {
        long high = packet.u64(at);
        long low = packet.u64(at + Long.BYTES);
        long newHigh = set.apply(field, high);
        long newLow = set.applyLow(field, low);
        if (high == newHigh && low == newLow) {
            return;
        }
        packet.put64(at, newHigh);
        packet.put64(at + Long.BYTES, newLow);
        int transport = positions.routed || positions.atomic ? -1 : TransportChecksum.at(positions);
        if (transport < 0) {
            return;
        }
        int sum = packet.u16(transport);
        if (!TransportChecksum.isAbsent(positions, sum)) {
            int updated = Checksum.update64(Checksum.update64(sum, high, newHigh), low, newLow);
            TransportChecksum.put(packet, positions, transport, updated);
        }
    }

    /**
     * Takes one from the time to live. Answers {@link DropReason#TTL_EXPIRED} for a packet with none to spare, which
     * stays as it is; a packet that is not IP stays as it is too.
     *
     * <p>Source: the kernel's execute_dec_ttl in net/openvswitch/actions.c; Open vSwitch's own datapath has no such
     * action.
     */
    @Nullable DropReason decrementTtl(Packet packet) {
        if (positions.findIpv4(packet)) {
            int at = positions.network;
            int ttl = packet.u8(at + 8);
            if (ttl <= 1) {
                return DropReason.TTL_EXPIRED;
            }
            packet.put8(at + 8, ttl - 1);
            packet.put16(at + 10, Checksum.update16(packet.u16(at + 10), ttl << 8, ttl - 1 << 8));
            return null;
        }
        if (positions.findIpv6(packet)) {
            int at = positions.network + 7;
            int limit = packet.u8(at);
            if (limit <= 1) {
                return DropReason.TTL_EXPIRED;
            }
            packet.put8(at, limit - 1);
        }
        return null;
    }
}
