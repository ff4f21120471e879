package io.tandem.rte.translate;

import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import io.tandem.property.WirePacket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * A frame with an IP packet in GTP-U, most of them G-PDUs without optional fields.
 *
 * @param ipv6 true over IPv6
 * @param id last bits of the source's address, and of the TEID
 * @param dontFragment of IPv4
 * @param checksum true where UDP has one
 * @param port that it is sent to
 * @param flags of GTP
 * @param message its type
 * @param inner what is inside, without its Ethernet header
 */
record GtpuFrame(
        boolean ipv6,
        int id,
        int tos,
        int ttl,
        boolean dontFragment,
        boolean checksum,
        int port,
        int flags,
        int message,
        WirePacket inner) {
    static final int PORT = 2152;
    private static final int ETHERNET = 14;
    private static final int[] FLAGS = {0x30, 0x30, 0x30, 0x38, 0x32, 0x31, 0x36, 0x34, 0x50, 0x20, 0x10};
    private static final int[] MESSAGES = {255, 255, 255, 255, 255, 255, 254, 1};
    private static final int[] PORTS = {PORT, PORT, PORT, PORT, 2153};

    static GtpuFrame any(Random random) {
        return new GtpuFrame(
                random.nextBoolean(),
                random.nextInt(4),
                random.nextInt(4),
                1 + random.nextInt(3),
                random.nextInt(4) == 0,
                random.nextInt(4) == 0,
                PORTS[random.nextInt(PORTS.length)],
                FLAGS[random.nextInt(FLAGS.length)],
                MESSAGES[random.nextInt(MESSAGES.length)],
                bare(WirePacket.any(random)));
    }

    /** The same with a part or two changed. */
    GtpuFrame near(Random random) {
        GtpuFrame other = any(random);
        int part = random.nextInt(9);
        return new GtpuFrame(
                part == 0 ? other.ipv6 : ipv6,
                part == 1 ? other.id : id,
                part == 2 ? other.tos : tos,
                part == 3 ? other.ttl : ttl,
                part == 4 ? other.dontFragment : dontFragment,
                part == 5 ? other.checksum : checksum,
                part == 6 ? other.port : port,
                part == 7 ? other.flags : flags,
                part == 8 ? other.message : message,
                random.nextBoolean() ? inner : bare(inner.near(random)));
    }

    private static WirePacket bare(WirePacket packet) {
        packet.inPort = 1;
        packet.tags.clear();
        if (packet.type != EtherType.IPV4 && packet.type != EtherType.IPV6) {
            packet.type = packet.type % 2 == 0 ? EtherType.IPV4 : EtherType.IPV6;
        }
        return packet;
    }

    /** The EtherType of what is inside. */
    int type() {
        return inner.type;
    }

    byte[] bytes() {
        byte[] payload = gtp();
        int network = ipv6 ? 40 : 20;
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET + network + 8 + payload.length);
        frame.putLong(0x0200_0000_0002_0200L).putInt(1);
        frame.putShort((short) (ipv6 ? EtherType.IPV6 : EtherType.IPV4));
        int udp = 8 + payload.length;
        if (ipv6) {
            frame.putInt(6 << 28 | tos << 20)
                    .putShort((short) udp)
                    .put((byte) IpProto.UDP)
                    .put((byte) ttl);
            frame.putLong(1).putLong(id).putLong(1).putLong(5);
        } else {
            frame.put((byte) 0x45).put((byte) tos).putShort((short) (network + udp));
            frame.putInt(dontFragment ? 0x4000 : 0);
            frame.put((byte) ttl).put((byte) IpProto.UDP).putShort((short) 0);
            frame.putInt(id).putInt(5);
            frame.putShort(ETHERNET + 10, (short) ~sum(frame.array(), ETHERNET, network));
        }
        frame.putShort((short) (id + 7)).putShort((short) port).putShort((short) udp);
        frame.putShort((short) 0).put(payload);
        if (checksum) {
            int addresses = ETHERNET + network - (ipv6 ? 32 : 8);
            int all = sum(frame.array(), addresses, frame.limit() - addresses) + IpProto.UDP + udp;
            int folded = (all & 0xffff) + (all >>> 16);
            frame.putShort(ETHERNET + network + 6, folded == 0xffff ? (short) 0xffff : (short) ~folded);
        }
        return frame.array();
    }

    private byte[] gtp() {
        byte[] whole = WireFrame.of(inner);
        byte[] packet = Arrays.copyOfRange(whole, ETHERNET, whole.length);
        ByteBuffer lengths = ByteBuffer.wrap(packet);
        if (inner.type == EtherType.IPV6) {
            lengths.putShort(4, (short) (packet.length - 40));
        } else {
            lengths.putShort(2, (short) packet.length);
        }
        boolean extended = (flags & 4) != 0;
        int optional = (flags & 7) == 0 ? 0 : extended ? 8 : 4;
        ByteBuffer gtp = ByteBuffer.allocate(8 + optional + packet.length);
        gtp.put((byte) flags)
                .put((byte) message)
                .putShort((short) (optional + packet.length))
                .putInt(id);
        if (optional != 0) {
            gtp.putInt(extended ? 0x0001_0085 : 0x0001_0000);
        }
        if (extended) {
            gtp.putInt(0x0110_0900);
        }
        return gtp.put(packet).array();
    }

    /** The sum of RFC 1071, folded. */
    private static int sum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xff) << (i % 2 == 0 ? Byte.SIZE : 0);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }
}
