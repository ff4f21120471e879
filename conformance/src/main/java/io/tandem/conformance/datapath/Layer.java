package io.tandem.conformance.datapath;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A header with what it carries, to build frames from the inside out. Numbers are big-endian, as on the wire; lengths and
 * checksums are right. Source: RFC 791, 792, 768, 9293, 8200, 4443, 4861, 826, 3032, 8300, 9260, IEEE 802.1Q.
 *
 * @param type the number by which the header in front names this one: Ethernet type or IP protocol
 * @param bytes header and payload
 * @param checksumAt where the checksum over the IP pseudo header stands, or {@link #NO_CHECKSUM}
 */
record Layer(int type, byte[] bytes, int checksumAt) {
    static final int NO_CHECKSUM = -1;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    static Layer of(int type, String hex) {
        return new Layer(type, HexFormat.of().parseHex(hex.replace(" ", "")), NO_CHECKSUM);
    }

    static Layer payload(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + 1);
        }
        return new Layer(0, bytes, NO_CHECKSUM);
    }

    static Layer udp(int source, int destination, Layer inner) {
        ByteBuffer out = ByteBuffer.allocate(8 + inner.bytes.length);
        out.putShort((short) source).putShort((short) destination);
        out.putShort((short) out.capacity()).putShort((short) 0).put(inner.bytes);
        return new Layer(17, out.array(), 6);
    }

    static Layer tcp(int source, int destination, int sequence, int acknowledged, int flags, Layer inner) {
        ByteBuffer out = ByteBuffer.allocate(20 + inner.bytes.length);
        out.putShort((short) source).putShort((short) destination);
        out.putInt(sequence).putInt(acknowledged).putShort((short) (0x5000 | flags));
        out.putShort((short) 0x2000).putInt(0).put(inner.bytes);
        return new Layer(6, out.array(), 16);
    }

    /** The checksum is CRC32c, its least byte first (RFC 9260 appendix A). */
    static Layer sctp(int source, int destination, int tag, String chunks) {
        byte[] content = HexFormat.of().parseHex(chunks);
        ByteBuffer out = ByteBuffer.allocate(12 + content.length);
        out.putShort((short) source)
                .putShort((short) destination)
                .putInt(tag)
                .putInt(0)
                .put(content);
        CRC32C checksum = new CRC32C();
        checksum.update(out.array());
        out.putInt(8, Integer.reverseBytes((int) checksum.getValue()));
        return new Layer(132, out.array(), NO_CHECKSUM);
    }

    /** Type, code, checksum, rest. */
    static Layer icmp(int type, int code, int rest, Layer inner) {
        ByteBuffer out = ByteBuffer.allocate(8 + inner.bytes.length);
        out.put((byte) type).put((byte) code).putShort((short) 0).putInt(rest).put(inner.bytes);
        out.putShort(2, (short) checksum(sum(out.array(), 0)));
        return new Layer(1, out.array(), NO_CHECKSUM);
    }

    static Layer icmpv6(int type, int code, int rest, Layer inner) {
        ByteBuffer out = ByteBuffer.allocate(8 + inner.bytes.length);
        out.put((byte) type).put((byte) code).putShort((short) 0).putInt(rest).put(inner.bytes);
        return new Layer(58, out.array(), 2);
    }

    static Layer ipv4(String source, String destination, Layer inner) {
        return ipv4(source, destination, 0, inner);
    }

    /** @param fragment flags and offset as the header has them; for a later fragment the inner layer is its bytes */
    static Layer ipv4(String source, String destination, int fragment, Layer inner) {
        ByteBuffer out = ByteBuffer.allocate(IPV4_HEADER + inner.bytes.length);
        out.putShort((short) 0x4510).putShort((short) out.capacity());
        out.putShort((short) 0x1234).putShort((short) fragment);
        out.put((byte) 64).put((byte) inner.type).putShort((short) 0);
        out.put(address(source)).put(address(destination));
        out.putShort(10, (short) checksum(sum(out.array(), 0)));
        out.put(inner.finished(sum(out.array(), 12)));
        return new Layer(0x0800, out.array(), NO_CHECKSUM);
    }

    static Layer ipv6(String source, String destination, Layer inner) {
        ByteBuffer out = ByteBuffer.allocate(IPV6_HEADER + inner.bytes.length);
        out.putInt(0x61412345).putShort((short) inner.bytes.length);
        out.put((byte) inner.type).put((byte) 64);
        out.put(address(source)).put(address(destination));
        out.put(inner.finished(sum(out.array(), 8)));
        return new Layer(0x86dd, out.array(), NO_CHECKSUM);
    }

    static Layer vlan(int tpid, int tci, Layer inner) {
        ByteBuffer out = ByteBuffer.allocate(4 + inner.bytes.length);
        out.putShort((short) tci).putShort((short) inner.type).put(inner.bytes);
        return new Layer(tpid, out.array(), NO_CHECKSUM);
    }

    static Layer mpls(int entry, Layer inner) {
        ByteBuffer out = ByteBuffer.allocate(4 + inner.bytes.length);
        out.putInt(entry).put(inner.bytes);
        return new Layer(0x8847, out.array(), NO_CHECKSUM);
    }

    byte[] inEthernet() {
        ByteBuffer out = ByteBuffer.allocate(14 + bytes.length);
        out.put(HexFormat.of().parseHex("020000000002020000000001"));
        out.putShort((short) type).put(bytes);
        return out.array();
    }

    /** The bytes that a fragment carries: those from {@code from} on, without those from {@code to} on. */
    Layer part(String source, String destination, int from, int to) {
        byte[] whole = finished(sum(concat(address(source), address(destination)), 0));
        return new Layer(type, Arrays.copyOfRange(whole, from, Math.min(to, whole.length)), NO_CHECKSUM);
    }

    /** With the checksum over the addresses, whose sum is given, in its place. */
    private byte[] finished(int addresses) {
        byte[] done = bytes.clone();
        if (checksumAt >= 0) {
            int value = checksum(addresses + type + done.length + sum(done, 0));
            ByteBuffer.wrap(done).putShort(checksumAt, (short) (value == 0 ? 0xffff : value));
        }
        return done;
    }

    private static int checksum(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return ~folded & 0xffff;
    }

    private static int sum(byte[] bytes, int from) {
        int sum = 0;
        for (int i = from; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + text, e);
        }
    }
}
