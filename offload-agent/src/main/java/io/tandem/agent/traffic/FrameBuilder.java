package io.tandem.agent.traffic;

import io.tandem.flow.EtherType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes one frame from its Ethernet header on, with right lengths and checksums. Used once. */
final class FrameBuilder {
    /** The shortest frame on a wire, without FCS; shorter ones are padded with zeros. */
    static final int SHORTEST = 60;

    /** Room for a datagram before it is cut into fragments. */
    private static final int LONGEST = 3000;

    private static final int HOP_LIMIT = 64;
    private static final int IPV4_HEADER = 20;
    private static final int HOP_BY_HOP = 0;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int DO_NOT_FRAGMENT = 0x4000;

    private final ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
    private final int port;
    /** Where the network header begins. */
    private int network;

    private int transport;
    /** Sum over the pseudo header, as far as it is known before the transport header. */
    private long pseudo;

    private boolean ipv6;

    FrameBuilder(SampleHost from, long destination) {
        this.port = from.port();
        mac(destination);
        mac(from.mac());
    }

    FrameBuilder tag(int tpid, int vid) {
        return u16(tpid).u16(vid);
    }

    FrameBuilder type(int etherType) {
        u16(etherType);
        network = bytes.position();
        return this;
    }

    /** One MPLS label at the bottom of the stack. Source: RFC 3032 section 2.1. */
    FrameBuilder mpls(int label) {
        bytes.putInt(label << 12 | 1 << 8 | HOP_LIMIT);
        network = bytes.position();
        return this;
    }

    FrameBuilder ipv4(int from, int to, int proto, int payload) {
        return ipv4(from, to, proto, payload, DO_NOT_FRAGMENT, 0);
    }

    /** A piece of a datagram: {@code offset} bytes into it, the last one where {@code more} is false. */
    FrameBuilder ipv4Fragment(
            SampleHost from, SampleHost to, int proto, int payload, int id, int offset, boolean more) {
        return ipv4(from.ipv4(), to.ipv4(), proto, payload, (more ? MORE_FRAGMENTS : 0) | offset / 8, id);
    }

    private FrameBuilder ipv4(int from, int to, int proto, int payload, int fragment, int id) {
        u8(0x45).u8(0).u16(IPV4_HEADER + payload).u16(id).u16(fragment);
        u8(HOP_LIMIT).u8(proto).u16(0);
        bytes.putInt(from).putInt(to);
        bytes.putShort(network + 10, Checksum.fold(Checksum.add(0, bytes, network, network + IPV4_HEADER)));
        transport = bytes.position();
        pseudo = Checksum.add(proto + payload, bytes, network + 12, network + 20);
        return this;
    }

    FrameBuilder ipv6(SampleHost from, SampleHost to, int next, int payload) {
        return ipv6Header(from, to, next, payload, next, payload);
    }

    /** With a hop-by-hop header that holds nothing but padding. Source: RFC 8200 section 4.3. */
    FrameBuilder ipv6WithExtension(SampleHost from, SampleHost to, int next, int payload) {
        ipv6Header(from, to, HOP_BY_HOP, payload + 8, next, payload);
        u8(next).u8(0).u8(1).u8(4);
        bytes.putInt(0);
        transport = bytes.position();
        return this;
    }

    private FrameBuilder ipv6Header(SampleHost from, SampleHost to, int next, int length, int upper, int payload) {
        bytes.putInt(0x6000_0000);
        u16(length).u8(next).u8(HOP_LIMIT);
        bytes.putLong(from.ipv6High()).putLong(from.ipv6Low());
        bytes.putLong(to.ipv6High()).putLong(to.ipv6Low());
        transport = bytes.position();
        pseudo = Checksum.add(upper + payload, bytes, network + 8, network + 40);
        ipv6 = true;
        return this;
    }

    FrameBuilder arp(int operation, SampleHost from, SampleHost to) {
        u16(1).u16(EtherType.IPV4).u8(6).u8(4).u16(operation);
        mac(from.mac());
        bytes.putInt(from.ipv4());
        mac(operation == 1 ? 0 : to.mac());
        bytes.putInt(to.ipv4());
        return this;
    }

    FrameBuilder tcp(int from, int to, long sequence, long acknowledged, int flags, int payload) {
        u16(from).u16(to);
        bytes.putInt((int) sequence).putInt((int) acknowledged);
        u8(5 << 4).u8(flags).u16(0xfaf0).u16(0).u16(0);
        payload(payload);
        bytes.putShort(transport + 16, checksum(bytes.position()));
        return this;
    }

    FrameBuilder udp(int from, int to, int payload) {
        u16(from).u16(to).u16(8 + payload).u16(0);
        payload(payload);
        short sum = checksum(bytes.position());
        bytes.putShort(transport + 6, sum == 0 ? -1 : sum);
        return this;
    }

    /** An echo request (8, or 128 over IPv6) or reply. */
    FrameBuilder echo(int type, int id, int sequence, int payload) {
        u8(type).u8(0).u16(0).u16(id).u16(sequence);
        payload(payload);
        int end = bytes.position();
        bytes.putShort(transport + 2, ipv6 ? checksum(end) : Checksum.fold(Checksum.add(0, bytes, transport, end)));
        return this;
    }

    /** Bytes that are the same for the same length. */
    FrameBuilder payload(int length) {
        for (int i = 0; i < length; i++) {
            u8('a' + i % 23);
        }
        return this;
    }

    FrameBuilder raw(byte[] content) {
        bytes.put(content);
        return this;
    }

    /** What has been written after the network header, for fragments of it. */
    byte[] transportBytes() {
        return Arrays.copyOfRange(bytes.array(), transport, bytes.position());
    }

    SampleFrame at(long nanos) {
        return new SampleFrame(port, nanos, Arrays.copyOf(bytes.array(), Math.max(SHORTEST, bytes.position())));
    }

    private short checksum(int end) {
        return Checksum.fold(Checksum.add(pseudo, bytes, transport, end));
    }

    private void mac(long address) {
        bytes.putShort((short) (address >>> 32)).putInt((int) address);
    }

    private FrameBuilder u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    private FrameBuilder u16(int value) {
        bytes.putShort((short) value);
        return this;
    }
}
