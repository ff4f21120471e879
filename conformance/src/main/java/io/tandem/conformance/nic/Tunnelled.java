package io.tandem.conformance.nic;

import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.tunnel.PopResult;
import io.tandem.datapath.tunnel.TunnelPop;
import io.tandem.datapath.tunnel.TunnelPortConfig;
import io.tandem.datapath.tunnel.TunnelProtocol;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.IpProto;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Frames in VXLAN and Geneve, and the tunnels' ports, for both sides. Stateless. */
final class Tunnelled {
    /** The tunnels that end in the NIC and in the datapath. */
    static final List<TunnelPortConfig> PORTS = List.of(
            new TunnelPortConfig(10, TunnelProtocol.VXLAN, TunnelProtocol.VXLAN.usualPort()),
            new TunnelPortConfig(11, TunnelProtocol.GENEVE, TunnelProtocol.GENEVE.usualPort()));

    /** {@link #PORTS} as the setting of the NIC. */
    static final String SETTING = "10=vxlan,11=geneve";

    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int UDP = 8;
    private static final int HEADER = 8;
    private static final int MOST_OPTIONS = 5;
    private static final int DONT_FRAGMENT = 0x4000;

    /** A frame around that one; some have options, a tag, or what no NIC opens. */
    static byte[] around(byte[] inside, SplittableRandom random) {
        boolean geneve = random.nextBoolean();
        int options = geneve && random.nextBoolean() ? random.nextInt(1, MOST_OPTIONS + 1) * 4 : 0;
        int tag = random.nextInt(8) == 0 ? 4 : 0;
        int ip = ETHERNET + tag;
        int udp = ip + IPV4;
        int tunnel = udp + UDP;
        byte[] frame = new byte[tunnel + HEADER + options + inside.length];
        put(frame, 0, 0x0200);
        put(frame, 4, random.nextInt(4));
        put(frame, 6, 0x0200);
        put(frame, 10, random.nextInt(4));
        if (tag != 0) {
            put(frame, 12, 0x8100);
            put(frame, 14, random.nextInt(4096));
        }
        put(frame, ip - 2, 0x0800);
        put(frame, ip, 0x4500 | random.nextInt(4) << 2 | random.nextInt(4));
        put(frame, ip + 2, frame.length - ip);
        put(frame, ip + 6, random.nextBoolean() ? DONT_FRAGMENT : 0);
        put(frame, ip + 8, random.nextInt(63, 65) << 8 | IpProto.UDP);
        put(frame, ip + 12, 0x0a00);
        put(frame, ip + 14, random.nextInt(4));
        put(frame, ip + 16, 0x0a01);
        put(frame, ip + 18, random.nextInt(4));
        put(frame, ip + 10, checksum(frame, ip) ^ (random.nextInt(20) == 0 ? 1 : 0));
        put(frame, udp, 0x8000 | random.nextInt(8));
        put(frame, udp + 2, geneve ? TunnelProtocol.GENEVE.usualPort() : TunnelProtocol.VXLAN.usualPort());
        put(frame, udp + 4, frame.length - udp);
        put(frame, udp + 6, random.nextInt(20) == 0 ? random.nextInt(1 << 16) : 0);
        put(frame, tunnel, geneve ? options / 4 << 8 | (random.nextInt(8) == 0 ? 0x80 : 0) : 0x0800);
        put(frame, tunnel + 2, geneve ? 0x6558 : 0);
        put(frame, tunnel + 5, random.nextInt(4));
        for (int at = tunnel + HEADER; at < tunnel + HEADER + options; at += 4) {
            put(frame, at, random.nextInt(4));
            put(frame, at + 2, random.nextInt(4) << 8);
        }
        System.arraycopy(inside, 0, frame, frame.length - inside.length, inside.length);
        return frame;
    }

    /** The port of the tunnel that a packet with this key may be one of; empty where its UDP port is none of a tunnel. */
    static Optional<TunnelPortConfig> of(FlowKey key) {
        return PORTS.stream()
                .filter(port -> key.get(FlowField.ETH_TYPE) == EtherType.IPV4
                        && key.get(FlowField.IPV4_PROTO) == IpProto.UDP
                        && key.get(FlowField.UDP_DST) == port.udpPort())
                .findFirst();
    }

    /** The key of what is inside a frame of that tunnel; empty where its header does not come off. */
    static Optional<FlowKey> keyInside(byte[] frame, int port, TunnelPortConfig tunnel) {
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, port, 0);
        if (TunnelPop.pop(packet, tunnel) != PopResult.POPPED
                || !packet.metadata().isEthernet()) {
            return Optional.empty();
        }
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return Optional.of(FlowKey.ofWords(words));
    }

    private static int checksum(byte[] frame, int at) {
        int sum = 0;
        for (int i = at; i < at + IPV4; i += 2) {
            sum += (frame[i] & 0xff) << 8 | frame[i + 1] & 0xff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    private static void put(byte[] frame, int at, int word) {
        frame[at] = (byte) (word >>> 8);
        frame[at + 1] = (byte) word;
    }

    private Tunnelled() {}
}
