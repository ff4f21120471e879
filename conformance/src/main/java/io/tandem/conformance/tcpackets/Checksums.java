package io.tandem.conformance.tcpackets;

import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;

/**
 * Checksums as act_csum writes them: computed anew, whatever they were. One of UDP becomes zero where the UDP header has
 * another length than the IP header leaves it. Source: net/sched/act_csum.c, tcf_csum_ipv4 and tcf_csum_ipv4_udp.
 */
final class Checksums {
    private static final int WORD = 0xffff;

    private final byte[] frame;
    private final HeaderPositions at = new HeaderPositions();
    private final boolean isIp;

    private Checksums(byte[] frame) {
        this.frame = frame;
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, 1, 0);
        isIp = at.findNetwork(packet) && at.findIp(packet);
    }

    /**
     * The frame with right checksums.
     *
     * @param header of the IPv4 header
     * @param transport of the transport header
     */
    static byte[] mended(byte[] frame, boolean header, boolean transport) {
        Checksums checksums = new Checksums(frame.clone());
        if (checksums.isIp) {
            if (header && checksums.at.type == EtherType.IPV4) {
                checksums.header();
            }
            if (transport) {
                checksums.transport();
            }
        }
        return checksums.frame;
    }

    private void header() {
        int from = at.network;
        int end = from + (frame[from] & 0xf) * 4;
        write(from + 10, 0);
        write(from + 10, ~folded(sum(from, end)));
    }

    private void transport() {
        int field =
                switch (at.protocol) {
                    case IpProto.TCP -> 16;
                    case IpProto.UDP -> 6;
                    case IpProto.ICMPV6 -> at.type == EtherType.IPV6 ? 2 : -1;
                    default -> -1;
                };
        int length = at.end - at.transport;
        if (field < 0 || length < field + 2) {
            return;
        }
        boolean udp = at.protocol == IpProto.UDP;
        if (udp && u16(at.transport + field) == 0) {
            return;
        }
        write(at.transport + field, 0);
        if (udp && u16(at.transport + 4) != length) {
            return;
        }
        boolean ipv4 = at.type == EtherType.IPV4;
        int addresses = at.network + (ipv4 ? 12 : 8);
        long sum = sum(at.transport, at.end) + sum(addresses, addresses + (ipv4 ? 8 : 32)) + length + at.protocol;
        int value = ~folded(sum) & WORD;
        write(at.transport + field, udp && value == 0 ? WORD : value);
    }

    private long sum(int from, int end) {
        long sum = 0;
        for (int i = from; i < end; i += 2) {
            sum += i + 1 < end ? u16(i) : (frame[i] & 0xff) << Byte.SIZE;
        }
        return sum;
    }

    private static int folded(long sum) {
        long folded = sum;
        while (folded > WORD) {
            folded = (folded & WORD) + (folded >>> Short.SIZE);
        }
        return (int) folded;
    }

    private int u16(int offset) {
        return (frame[offset] & 0xff) << Byte.SIZE | frame[offset + 1] & 0xff;
    }

    private void write(int offset, int value) {
        frame[offset] = (byte) (value >>> Byte.SIZE);
        frame[offset + 1] = (byte) value;
    }
}
