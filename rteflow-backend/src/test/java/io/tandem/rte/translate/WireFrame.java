package io.tandem.rte.translate;

import io.tandem.flow.EtherType;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.property.WirePacket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** The frame of a packet that has not been looked up before: VXLAN where it is in a tunnel. */
public final class WireFrame {
    private static final int VXLAN = 4789;
    private static final int KEY = 0x8;
    private static final int CSUM = 0x4;
    private static final int DF = 0x2;

    private final WirePacket packet;

    private WireFrame(WirePacket packet) {
        this.packet = packet;
    }

    /** Any packet that can be a frame. */
    public static WirePacket any(Random random) {
        return sent(WirePacket.any(random));
    }

    /** The same with some parts changed. */
    public static WirePacket near(WirePacket packet, Random random) {
        return sent(packet.near(random));
    }

    private static WirePacket sent(WirePacket packet) {
        packet.state = 0;
        packet.zone = 0;
        packet.mark = 0;
        packet.labelHigh = 0;
        packet.labelLow = 0;
        packet.tunnelPort = VXLAN;
        packet.tunnelFlags = KEY | packet.tunnelFlags & (packet.tunnelIpv6 ? CSUM : CSUM | DF);
        return packet;
    }

    public static byte[] of(WirePacket packet) {
        return new WireFrame(packet).bytes();
    }

    private byte[] bytes() {
        ByteBuffer frame = ByteBuffer.allocate(256);
        if (packet.isTunnelled()) {
            outer(frame);
        }
        mac(frame, packet.destination);
        mac(frame, packet.source);
        for (WirePacket.Tag tag : packet.tags) {
            frame.putShort((short) tag.tpid()).putShort((short) (tag.pcp() << 13 | tag.vid()));
        }
        frame.putShort((short) packet.type);
        switch (packet.type) {
            case EtherType.IPV4 -> {
                int offset = packet.fragment == Fragment.LATER ? 5 | (packet.sourcePort & 1) << 13 : 0;
                int more = packet.fragment == Fragment.FIRST ? 0x2000 : 0;
                ipv4(
                        frame,
                        packet.tos,
                        offset | more,
                        packet.ttl,
                        packet.protocol,
                        packet.ipSource[1],
                        packet.ipDestination[1]);
                transport(frame);
            }
            case EtherType.IPV6 -> {
                boolean whole = packet.fragment == Fragment.NO;
                ipv6(
                        frame,
                        packet.tos,
                        packet.label,
                        packet.ttl,
                        whole ? packet.protocol : 44,
                        packet.ipSource,
                        packet.ipDestination);
                if (!whole) {
                    frame.put((byte) packet.protocol).put((byte) 0);
                    frame.putShort((short) (packet.fragment == Fragment.LATER ? 5 << 3 | packet.sourcePort & 1 : 1))
                            .putInt(77);
                }
                transport(frame);
            }
            case EtherType.ARP, EtherType.RARP -> {
                frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
                frame.putShort((short) packet.operation);
                mac(frame, packet.sourceHardware);
                frame.putInt((int) packet.ipSource[1]);
                mac(frame, packet.targetHardware);
                frame.putInt((int) packet.ipDestination[1]);
            }
            case EtherType.MPLS_UNICAST -> packet.stack.forEach(frame::putInt);
            default -> frame.putLong(0x0102030405060708L);
        }
        return Arrays.copyOf(frame.array(), Math.max(60, frame.position()));
    }

    private void outer(ByteBuffer frame) {
        mac(frame, 7);
        mac(frame, 8);
        frame.putShort((short) (packet.tunnelIpv6 ? EtherType.IPV6 : EtherType.IPV4));
        if (packet.tunnelIpv6) {
            ipv6(
                    frame,
                    packet.tunnelTos,
                    0,
                    packet.tunnelTtl,
                    IpProto.UDP,
                    new long[] {1, packet.tunnelId},
                    new long[] {1, 5});
        } else {
            ipv4(
                    frame,
                    packet.tunnelTos,
                    (packet.tunnelFlags & 2) != 0 ? 0x4000 : 0,
                    packet.tunnelTtl,
                    IpProto.UDP,
                    packet.tunnelId,
                    5);
        }
        frame.putShort((short) packet.tunnelSourcePort)
                .putShort((short) packet.tunnelPort)
                .putShort((short) 0);
        frame.putShort((short) ((packet.tunnelFlags & 4) != 0 ? 0xbeef : 0));
        frame.putInt(0x0800_0000).putInt((int) packet.tunnelId << Byte.SIZE);
    }

    private static void mac(ByteBuffer frame, long address) {
        frame.putShort((short) (address >>> 32)).putInt((int) address);
    }

    private static void ipv4(ByteBuffer frame, int tos, int fragment, int ttl, int protocol, long from, long to) {
        frame.put((byte) 0x45)
                .put((byte) tos)
                .putShort((short) 100)
                .putShort((short) 9)
                .putShort((short) fragment);
        frame.put((byte) ttl)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt((int) from)
                .putInt((int) to);
    }

    private static void ipv6(ByteBuffer frame, int tos, int label, int ttl, int next, long[] from, long[] to) {
        frame.putInt(6 << 28 | tos << 20 | label)
                .putShort((short) 80)
                .put((byte) next)
                .put((byte) ttl);
        frame.putLong(from[0]).putLong(from[1]).putLong(to[0]).putLong(to[1]);
    }

    private void transport(ByteBuffer frame) {
        if (packet.fragment == Fragment.LATER) {
            frame.putLong(0x1111_1111_1111_1111L);
            return;
        }
        switch (packet.protocol) {
            case IpProto.TCP -> {
                frame.putShort((short) packet.sourcePort)
                        .putShort((short) packet.destinationPort)
                        .putLong(1);
                frame.putShort((short) (5 << 12 | packet.tcpFlags))
                        .putShort((short) 0)
                        .putInt(0);
            }
            case IpProto.UDP, IpProto.SCTP ->
                frame.putShort((short) packet.sourcePort)
                        .putShort((short) packet.destinationPort)
                        .putLong(0);
            default ->
                frame.put((byte) packet.sourcePort)
                        .put((byte) packet.destinationPort)
                        .putLong(0);
        }
    }
}
