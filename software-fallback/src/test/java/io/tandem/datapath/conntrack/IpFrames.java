package io.tandem.datapath.conntrack;

import io.tandem.datapath.header.FullChecksum;
import io.tandem.vectors.Frames;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Frames with right checksums, computed byte by byte and in full. */
final class IpFrames {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int GRE = 47;
    static final int ICMPV6 = 58;
    static final int SCTP = 132;

    static byte[] tcp(String src, int sport, String dst, int dport, int flags, long seq, long ack, int payload) {
        return tcp(src, sport, dst, dport, flags, seq, ack, 8192, payload, "");
    }

    static byte[] tcp(
            String src,
            int sport,
            String dst,
            int dport,
            int flags,
            long seq,
            long ack,
            int window,
            int payload,
            String options) {
        byte[] more = HexFormat.of().parseHex(options);
        ByteBuffer tcp = ByteBuffer.allocate(20 + more.length + payload);
        tcp.putShort((short) sport).putShort((short) dport).putInt((int) seq).putInt((int) ack);
        tcp.putShort((short) ((20 + more.length) / 4 << 12 | flags)).putShort((short) window);
        tcp.putInt(0).put(more).put(data(payload));
        return ip(src, dst, TCP, tcp.array());
    }

    static byte[] udp(String src, int sport, String dst, int dport, int payload) {
        ByteBuffer udp = ByteBuffer.allocate(8 + payload);
        udp.putShort((short) sport).putShort((short) dport).putShort((short) (8 + payload));
        udp.putShort((short) 0).put(data(payload));
        return ip(src, dst, UDP, udp.array());
    }

    static byte[] icmp(String src, String dst, int type, int code, int id, int payload) {
        ByteBuffer icmp = ByteBuffer.allocate(8 + payload);
        icmp.put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .putShort((short) id)
                .putShort((short) 1);
        icmp.put(data(payload));
        return ip(src, dst, src.contains(":") ? ICMPV6 : ICMP, icmp.array());
    }

    /** An error about a frame, with its IP packet cut to so many bytes. */
    static byte[] error(String src, String dst, int type, int code, byte[] about, int most) {
        byte[] inside = Arrays.copyOfRange(about, 14, Math.min(about.length, 14 + most));
        ByteBuffer icmp = ByteBuffer.allocate(8 + inside.length);
        icmp.put((byte) type).put((byte) code).putShort((short) 0).putInt(0).put(inside);
        return ip(src, dst, src.contains(":") ? ICMPV6 : ICMP, icmp.array());
    }

    /** An IP packet in an Ethernet frame; the transport checksum's place holds zero, and is filled. */
    static byte[] ip(String src, String dst, int protocol, byte[] transport) {
        boolean ipv6 = src.contains(":");
        ByteBuffer frame = ByteBuffer.allocate(14 + (ipv6 ? 40 : 20) + transport.length);
        frame.put(HexFormat.of().parseHex(Frames.HOST_B + Frames.HOST_A)).putShort((short) (ipv6 ? 0x86dd : 0x0800));
        if (ipv6) {
            frame.putInt(0x60000000)
                    .putShort((short) transport.length)
                    .put((byte) protocol)
                    .put((byte) 64);
        } else {
            frame.putShort((short) 0x4500)
                    .putShort((short) (20 + transport.length))
                    .putShort((short) 0x1234);
            frame.putShort((short) 0).put((byte) 64).put((byte) protocol).putShort((short) 0);
        }
        frame.put(address(src)).put(address(dst)).put(transport);
        return sound(frame.array());
    }

    /** The frame with all its checksums computed anew. */
    static byte[] sound(byte[] frame) {
        byte[] sound = frame.clone();
        ByteBuffer bytes = ByteBuffer.wrap(sound);
        boolean ipv6 = bytes.getShort(12) == (short) 0x86dd;
        int protocol = sound[ipv6 ? 20 : 23] & 0xff;
        if (!ipv6) {
            // of twenty bytes, whatever length a test has put there
            bytes.putShort(24, (short) 0);
            bytes.putShort(24, (short) FullChecksum.sum(sound, 14, 34, 0));
        }
        int at = ipv6 ? 54 : 34;
        switch (protocol) {
            case TCP, UDP, ICMPV6 ->
                FullChecksum.transport(sound, ipv6 ? 22 : 26, ipv6 ? 32 : 8, protocol, at, sound.length);
            case ICMP -> {
                bytes.putShort(at + 2, (short) 0);
                bytes.putShort(at + 2, (short) FullChecksum.sum(sound, at, sound.length, 0));
            }
            default -> {}
        }
        return sound;
    }

    /** A frame without VLAN and extension headers as fragments of so many bytes of data each, a multiple of 8. */
    static List<byte[]> fragments(byte[] frame, int size) {
        boolean ipv6 = frame[12] == (byte) 0x86;
        int at = ipv6 ? 54 : 34;
        List<byte[]> fragments = new ArrayList<>();
        for (int from = at; from < frame.length; from += size) {
            int until = Math.min(from + size, frame.length);
            boolean more = until < frame.length;
            ByteBuffer fragment = ByteBuffer.allocate(at + (ipv6 ? 8 : 0) + until - from);
            fragment.put(frame, 0, at);
            if (ipv6) {
                fragment.put(frame[20])
                        .put((byte) 0)
                        .putShort((short) (from - at | (more ? 1 : 0)))
                        .putInt(0x77);
                fragment.put(20, (byte) 44).putShort(18, (short) (until - from + 8));
            } else {
                fragment.putShort(16, (short) (20 + until - from));
                fragment.putShort(20, (short) ((from - at) / 8 | (more ? 0x2000 : 0)));
            }
            fragment.put(frame, from, until - from);
            if (!ipv6) {
                FullChecksum.ipv4(fragment.array(), 14);
            }
            fragments.add(fragment.array());
        }
        return fragments;
    }

    static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static byte[] data(int size) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = 0; i < size; i++) {
            data.write(i * 7);
        }
        return data.toByteArray();
    }

    private IpFrames() {}
}
