package io.tandem.conformance.nic;

import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.conformance.nicdriver.TunnelOpenings;
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
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Frames in VXLAN, Geneve and GRE, over IPv4 and IPv6, from and to hosts of {@link TunnelScene}. Stateless. */
public final class Tunnelled {
    /** The tunnels that end in the NIC and in the datapath. */
    public static final List<TunnelPortConfig> PORTS = TunnelScene.PORTS.stream()
            .filter(port -> TunnelOpenings.known(port))
            .toList();

    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int UDP = 8;
    private static final int HEADER = 8;
    private static final int GRE = 4;
    private static final int GRE_PROTOCOL = 47;
    private static final int WORD = 4;
    private static final int MOST_OPTIONS = 5;
    private static final int DONT_FRAGMENT = 0x4000;
    /** Last byte of this host's address. */
    private static final int LOCAL = 2;

    /** A frame around that one; some have options, a tag, or what no NIC opens. */
    public static byte[] around(byte[] inside, SplittableRandom random) {
        byte[] tunnel = tunnel(random);
        boolean udp = tunnel[0] != GRE_PROTOCOL;
        boolean ipv6 = random.nextInt(3) == 0;
        int tag = random.nextInt(8) == 0 ? TAG : 0;
        int ip = ETHERNET + tag;
        int transport = ip + (ipv6 ? IPV6 : IPV4);
        int header = transport + (udp ? UDP : 0) + tunnel.length - WORD;
        byte[] frame = new byte[header + inside.length];
        put(frame, 0, 0x0200);
        put(frame, 4, random.nextInt(4));
        put(frame, 6, 0x0200);
        put(frame, 10, random.nextInt(4));
        if (tag != 0) {
            put(frame, 12, EtherType.VLAN_8021Q);
            put(frame, 14, random.nextInt(4096));
        }
        put(frame, ip - 2, ipv6 ? EtherType.IPV6 : EtherType.IPV4);
        if (udp) {
            put(frame, transport, 0x8000 | random.nextInt(8));
            System.arraycopy(tunnel, 2, frame, transport + 2, 2);
            put(frame, transport + 4, frame.length - transport);
            put(frame, transport + 6, random.nextInt(20) == 0 ? random.nextInt(1 << 16) : 0);
        }
        System.arraycopy(tunnel, WORD, frame, header - tunnel.length + WORD, tunnel.length - WORD);
        System.arraycopy(inside, 0, frame, header, inside.length);
        if (ipv6) {
            ipv6(frame, ip, tunnel[0], random);
        } else {
            ipv4(frame, ip, tunnel[0], random);
        }
        return frame;
    }

    /** The IP protocol, a byte more, the UDP port, and a tunnel's header. */
    private static byte[] tunnel(SplittableRandom random) {
        TunnelProtocol protocol = PORTS.get(random.nextInt(PORTS.size())).protocol();
        int options =
                protocol == TunnelProtocol.GENEVE && random.nextBoolean() ? random.nextInt(1, MOST_OPTIONS + 1) : 0;
        int gre = random.nextInt(10) == 0 ? 0xb000 : random.nextInt(4) << 12;
        int bytes = protocol == TunnelProtocol.GRE ? GRE + Integer.bitCount(gre) * WORD : HEADER + options * WORD;
        byte[] tunnel = new byte[WORD + bytes];
        tunnel[0] = (byte) protocol.ipProtocol();
        put(tunnel, 2, protocol.usualPort());
        switch (protocol) {
            case VXLAN -> put(tunnel, WORD, 0x0800);
            case GENEVE -> put(tunnel, WORD, options << 8 | (random.nextInt(8) == 0 ? 0x80 : 0));
            default -> put(tunnel, WORD, gre);
        }
        put(tunnel, WORD + 2, protocol == TunnelProtocol.VXLAN ? 0 : 0x6558);
        for (int at = 2 * WORD; at < tunnel.length; at += WORD) {
            boolean id = at == 2 * WORD && protocol.overUdp();
            put(tunnel, id ? at + 1 : at, random.nextInt(4));
            put(tunnel, at + 2, random.nextInt(4) << 8);
        }
        return tunnel;
    }

    private static void ipv4(byte[] frame, int at, int protocol, SplittableRandom random) {
        put(frame, at, 0x4500 | random.nextInt(4) << 2 | random.nextInt(4));
        put(frame, at + 2, frame.length - at);
        put(frame, at + 6, random.nextBoolean() ? DONT_FRAGMENT : 0);
        put(frame, at + 8, random.nextInt(63, 65) << 8 | protocol);
        put(frame, at + 12, 0x0a01);
        put(frame, at + 14, 0x0100 | random.nextInt(4));
        put(frame, at + 16, 0x0a01);
        put(frame, at + 18, 0x0100 | host(random));
        put(frame, at + 10, checksum(frame, at) ^ (random.nextInt(20) == 0 ? 1 : 0));
    }

    /** Of addresses 2001:db8::/64. */
    private static void ipv6(byte[] frame, int at, int protocol, SplittableRandom random) {
        put(frame, at, 0x6000 | random.nextInt(4) << 6 | random.nextInt(4) << 4);
        put(frame, at + 4, frame.length - at - IPV6);
        put(frame, at + 6, protocol << 8 | random.nextInt(63, 65));
        for (int address = at + 8; address < at + IPV6; address += 16) {
            put(frame, address, 0x2001);
            put(frame, address + 2, 0x0db8);
        }
        put(frame, at + 22, random.nextInt(4));
        put(frame, at + 38, host(random));
    }

    /** Half of the packets are for this host. */
    private static int host(SplittableRandom random) {
        return random.nextBoolean() ? LOCAL : random.nextInt(4);
    }

    /** The port of the tunnel that a packet with this key may be one of; empty where it is none of a tunnel. */
    public static Optional<TunnelPortConfig> of(FlowKey key) {
        boolean ipv6 = key.get(FlowField.ETH_TYPE) == EtherType.IPV6;
        if (!ipv6 && key.get(FlowField.ETH_TYPE) != EtherType.IPV4) {
            return Optional.empty();
        }
        long protocol = key.get(ipv6 ? FlowField.IPV6_PROTO : FlowField.IPV4_PROTO);
        if (protocol == GRE_PROTOCOL) {
            return TunnelScene.port(ipv6 ? TunnelScene.GRE6 : TunnelScene.GRE);
        }
        return PORTS.stream()
                .filter(port -> protocol == IpProto.UDP && key.get(FlowField.UDP_DST) == port.udpPort())
                .findFirst();
    }

    /** What a rule looks at that opens every tunnel of the kind that a packet with this key is one of. */
    static FlowMask outer(FlowKey key) {
        boolean ipv6 = key.get(FlowField.ETH_TYPE) == EtherType.IPV6;
        FlowMask.Builder mask = FlowMask.builder()
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.IN_PORT)
                .exact(FlowField.ETH_TYPE)
                .exact(ipv6 ? FlowField.IPV6_PROTO : FlowField.IPV4_PROTO)
                .exact(ipv6 ? FlowField.IPV6_FRAG : FlowField.IPV4_FRAG);
        return key.get(ipv6 ? FlowField.IPV6_PROTO : FlowField.IPV4_PROTO) == IpProto.UDP
                ? mask.exact(FlowField.UDP_DST).build()
                : mask.build();
    }

    /**
     * Flows that open the tunnels to this host of packets that come in by a port.
     *
     * @param gre6 number of the port of GRE over IPv6
     */
    public static List<CaseFlow> openings(int port, int gre6) {
        List<CaseFlow> flows = new ArrayList<>();
        for (boolean ipv6 : List.of(false, true)) {
            for (TunnelPortConfig tunnel : PORTS) {
                boolean udp = tunnel.protocol().overUdp();
                if (udp || tunnel.number() == (ipv6 ? TunnelScene.GRE6 : TunnelScene.GRE)) {
                    String ip = ipv6 ? "eth_type(0x86dd),ipv6(dst=2001:db8::%d" : "eth_type(0x0800),ipv4(dst=10.1.1.%d";
                    String text = "recirc_id(0),in_port(%d),eth()," + ip + ",proto=%d,frag=no)%s";
                    flows.add(new CaseFlow(
                            text.formatted(
                                    port,
                                    LOCAL,
                                    tunnel.protocol().ipProtocol(),
                                    udp ? ",udp(dst=" + tunnel.udpPort() + ")" : ""),
                            "tnl_pop(" + (udp || !ipv6 ? tunnel.number() : gre6) + ")"));
                }
            }
        }
        return flows;
    }

    /** The key of what is inside a frame of that tunnel; empty where its header does not come off. */
    public static Optional<FlowKey> keyInside(byte[] frame, int port, TunnelPortConfig tunnel) {
        Packet packet = PacketBatch.single();
        packet.set(frame, 0, frame.length, port, 0);
        if (!of(key(packet)).equals(Optional.of(tunnel))) {
            return Optional.empty();
        }
        packet.set(frame, 0, frame.length, port, 0);
        return TunnelPop.pop(packet, tunnel) == PopResult.POPPED
                        && packet.metadata().isEthernet()
                ? Optional.of(key(packet))
                : Optional.empty();
    }

    private static FlowKey key(Packet packet) {
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
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
