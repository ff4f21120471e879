package io.tandem.datapath.port;

import io.tandem.datapath.header.Checksum;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.EtherType;

/**
 * Cuts a frame that a sender on the same machine left to hardware to segment into the frames that a wire would have seen:
 * each with the headers of the whole, its own lengths, sequence number and checksums, the last alone with FIN and PSH, the
 * first alone with CWR. Belongs to one thread; allocates nothing. Source: the kernel's tcp_gso_segment in
 * net/ipv4/tcp_offload.c; linux/skbuff.h, CHECKSUM_PARTIAL.
 */
public final class TcpSegments {
    private static final int ETHERNET_TYPE_AT = 12;
    private static final int VLAN_TAG = 4;
    private static final int TCP_HEADER = 20;
    private static final int CHECKSUM_AT = 16;
    private static final int FLAGS_AT = 13;
    private static final int FIN_AND_PSH = 0x09;
    private static final int CWR = 0x80;

    private final Packet whole = PacketBatch.single();
    private int network;
    private boolean ipv6;
    private int transport;
    private int payload;
    private int size;
    private int next;
    private int count;

    /** Where the frame that is to be cut is put before {@link #begin}. */
    public Packet whole() {
        return whole;
    }

    /**
     * Begins to cut {@link #whole}.
     *
     * @param tcp where its TCP header starts, with a checksum that is the sum of the pseudo header
     * @param segment bytes of payload in each segment but the last
     * @return false where there is no TCP over IP at that place; then it is not cut
     */
    public boolean begin(int tcp, int segment) {
        next = whole.length();
        if (segment <= 0 || tcp + TCP_HEADER > whole.length() || !findNetwork() || tcp < network + TCP_HEADER) {
            return false;
        }
        transport = tcp;
        payload = tcp + (whole.u8(tcp + 12) >>> 4) * 4;
        if (payload < tcp + TCP_HEADER || payload > whole.length()) {
            return false;
        }
        size = segment;
        next = payload;
        count = 0;
        return true;
    }

    private boolean findNetwork() {
        int at = ETHERNET_TYPE_AT;
        while (at + VLAN_TAG + 2 <= whole.length() && EtherType.isVlan(whole.u16(at))) {
            at += VLAN_TAG;
        }
        ipv6 = whole.u16(at) == EtherType.IPV6;
        network = at + 2;
        return ipv6 || whole.u16(at) == EtherType.IPV4;
    }

    /** True while there are segments left. */
    public boolean more() {
        return next < whole.length();
    }

    /** Makes a packet the next segment. */
    public void next(Packet packet) {
        int bytes = Math.min(size, whole.length() - next);
        packet.set(whole, payload, next, bytes);
        long sequence = whole.u32(transport + 4) + (next - payload);
        packet.put32(transport + 4, sequence);
        boolean last = next + bytes == whole.length();
        int flags = whole.u8(transport + FLAGS_AT);
        packet.put8(transport + FLAGS_AT, flags & ~(last ? 0 : FIN_AND_PSH) & ~(count == 0 ? 0 : CWR));
        int wholeLength = whole.length() - transport;
        int length = packet.length() - transport;
        if (ipv6) {
            packet.put16(network + 4, packet.length() - network - 40);
        } else {
            ipv4(packet);
        }
        int pseudo = whole.u16(transport + CHECKSUM_AT) + (~wholeLength & 0xffff) + length;
        pseudo = (pseudo & 0xffff) + (pseudo >>> 16);
        packet.put16(transport + CHECKSUM_AT, (pseudo & 0xffff) + (pseudo >>> 16));
        ChecksumCompletion.complete(packet, transport, CHECKSUM_AT);
        next += bytes;
        count++;
    }

    private void ipv4(Packet packet) {
        int length = packet.u16(network + 2);
        int id = packet.u16(network + 4);
        int shorter = packet.length() - network;
        int other = id + count & 0xffff;
        int checksum = Checksum.update16(packet.u16(network + 10), length, shorter);
        packet.put16(network + 2, shorter);
        packet.put16(network + 4, other);
        packet.put16(network + 10, Checksum.update16(checksum, id, other));
    }
}
