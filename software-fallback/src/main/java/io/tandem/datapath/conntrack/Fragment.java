package io.tandem.datapath.conntrack;

import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import java.util.Arrays;

/**
 * A fragment and a copy of all that its packet was.
 *
 * @param from where its data begins in the datagram, in bytes
 * @param until where its data ends
 * @param more false for the last fragment
 * @param network where the IP header starts in the frame
 * @param header where the IPv6 fragment header starts; 0 of IPv4
 * @param data where its data starts in the frame
 */
record Fragment(
        FragmentKey key,
        byte[] frame,
        PacketMetadata metadata,
        int inPort,
        long timeNanos,
        int from,
        int until,
        boolean more,
        int network,
        int header,
        int data) {
    private static final int FRAGMENT_HEADER = 8;
    private static final int FRAGMENT = 44;

    /** True where an IPv4 packet is a fragment. */
    static boolean isIpv4(Packet packet, int network) {
        return (packet.u16(network + 6) & 0x3fff) != 0;
    }

    /** Where the fragment header of a sane IPv6 packet starts; negative where there is none. */
    static int headerOfIpv6(Packet packet, HeaderPositions positions) {
        int at = positions.network + HeaderChecks.IPV6_HEADER;
        int next = packet.u8(positions.network + 6);
        // hop by hop, routing, destination options: what may come before it
        while (next == 0 || next == 43 || next == 60) {
            if (at + FRAGMENT_HEADER > positions.end) {
                return -1;
            }
            next = packet.u8(at);
            at += (packet.u8(at + 1) + 1) * 8;
        }
        return next == FRAGMENT && at + FRAGMENT_HEADER <= positions.end ? at : -1;
    }

    static Fragment ofIpv4(Packet packet, HeaderPositions at, int zone) {
        int network = at.network;
        int flags = packet.u16(network + 6);
        int from = (flags & 0x1fff) * 8;
        FragmentKey key = new FragmentKey(
                false,
                0,
                packet.u32(network + 12),
                0,
                packet.u32(network + 16),
                packet.u16(network + 4),
                packet.u8(network + 9),
                zone,
                packet.recircId());
        return of(packet, at, key, from, (flags & 0x2000) != 0, 0, at.transport);
    }

    static Fragment ofIpv6(Packet packet, HeaderPositions at, int header, int zone) {
        int network = at.network;
        int flags = packet.u16(header + 2);
        FragmentKey key = new FragmentKey(
                true,
                packet.u64(network + 8),
                packet.u64(network + 16),
                packet.u64(network + 24),
                packet.u64(network + 32),
                packet.u32(header + 4),
                0,
                zone,
                packet.recircId());
        return of(packet, at, key, flags & 0xfff8, (flags & 1) != 0, header, header + FRAGMENT_HEADER);
    }

    private static Fragment of(
            Packet packet, HeaderPositions at, FragmentKey key, int from, boolean more, int header, int data) {
        byte[] frame = new byte[packet.length()];
        packet.copyTo(frame, 0);
        PacketMetadata metadata = new PacketMetadata();
        metadata.set(packet.metadata());
        return new Fragment(
                key,
                frame,
                metadata,
                packet.inPort(),
                packet.timeNanos(),
                from,
                from + at.end - data,
                more,
                at.network,
                header,
                data);
    }

    /** Bytes of data. */
    int size() {
        return until - from;
    }

    /** Bytes of the IP packet. */
    int packetSize() {
        return data + size() - network;
    }

    boolean overlaps(Fragment other) {
        return from < other.until && other.from < until;
    }

    /** Makes a packet what this one was. */
    void restore(Packet packet) {
        packet.set(frame, 0, frame.length, inPort, timeNanos);
        packet.recircId(key.recircId());
        packet.metadata().set(metadata);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return key + " bytes " + from + " to " + until + " of " + Arrays.hashCode(frame);
    }
}
