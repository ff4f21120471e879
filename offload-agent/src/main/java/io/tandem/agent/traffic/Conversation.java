package io.tandem.agent.traffic;

import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/** Two hosts that talk, one frame after the other, for ever. Not thread-safe. */
final class Conversation {
    /** What is spoken, and in how many conversations. The last ones are more than a simple NIC takes. */
    enum Kind {
        TCP(90),
        UDP(60),
        TCP_TAGGED(30),
        UDP_TAGGED(20),
        TCP_IPV6(25),
        UDP_IPV6(15),
        PING(12),
        PING_IPV6(6),
        ARP(20),
        DOUBLE_TAGGED(4),
        MPLS(4),
        IPV6_EXTENSION(4),
        FRAGMENTS(4),
        MULTICAST(4),
        LINK_LOCAL(4);

        private final int conversations;

        Kind(int conversations) {
            this.conversations = conversations;
        }

        int conversations() {
            return conversations;
        }
    }

    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long LLDP_BRIDGES = 0x0180_c200_000eL;
    private static final int LLDP = 0x88cc;
    private static final int MDNS_GROUP = 0xe000_00fb;
    private static final int MDNS_PORT = 5353;
    private static final long MDNS_MAC = 0x0100_5e00_00fbL;
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    /** Frames of one TCP connection: three to open it, three to close it. */
    private static final int CONNECTION = 40;

    private static final int DATAGRAM = 2800;
    private static final int FIRST_PIECE = 1480;

    private final Kind kind;
    private final SampleHost client;
    private final SampleHost server;
    private final int clientPort;
    private final int serverPort;
    private final int vid;
    private final int size;
    private final Queue<SampleFrame> waiting = new ArrayDeque<>();

    private int step;
    private long clientSequence;
    private long serverSequence;

    /**
     * A conversation.
     *
     * @param vid VLAN id of those that are tagged
     * @param size bytes of payload in a full frame
     */
    Conversation(Kind kind, SampleHost client, SampleHost server, int clientPort, int serverPort, int vid, int size) {
        this.kind = kind;
        this.client = client;
        this.server = server;
        this.clientPort = clientPort;
        this.serverPort = serverPort;
        this.vid = vid;
        this.size = size;
        this.clientSequence = clientPort * 65_537L;
        this.serverSequence = serverPort * 65_539L;
    }

    /** The next frame, which arrives at that time. */
    SampleFrame next(long nanos) {
        SampleFrame ready = waiting.poll();
        if (ready != null) {
            return new SampleFrame(ready.port(), nanos, ready.bytes());
        }
        boolean request = step % 2 == 0;
        SampleFrame frame =
                switch (kind) {
                    case TCP, TCP_TAGGED, TCP_IPV6 -> tcp().at(nanos);
                    case UDP, UDP_TAGGED, UDP_IPV6, DOUBLE_TAGGED, MPLS, IPV6_EXTENSION ->
                        udp(request).at(nanos);
                    case PING -> ping(request, request ? 8 : 0).at(nanos);
                    case PING_IPV6 -> ping(request, request ? 128 : 129).at(nanos);
                    case ARP -> arp(request).at(nanos);
                    case FRAGMENTS -> fragments(nanos);
                    case MULTICAST -> multicast().at(nanos);
                    case LINK_LOCAL -> lldp().at(nanos);
                };
        step++;
        return frame;
    }

    private FrameBuilder ethernet(boolean request) {
        FrameBuilder frame = new FrameBuilder(request ? client : server, (request ? server : client).mac());
        return switch (kind) {
            case TCP_TAGGED, UDP_TAGGED -> frame.tag(EtherType.VLAN_8021Q, vid);
            case DOUBLE_TAGGED -> frame.tag(EtherType.VLAN_8021AD, 100).tag(EtherType.VLAN_8021Q, vid);
            default -> frame;
        };
    }

    private FrameBuilder ip(boolean request, int proto, int length) {
        SampleHost from = request ? client : server;
        SampleHost to = request ? server : client;
        FrameBuilder frame = ethernet(request);
        return switch (kind) {
            case TCP_IPV6, UDP_IPV6, PING_IPV6 -> frame.type(EtherType.IPV6).ipv6(from, to, proto, length);
            case IPV6_EXTENSION -> frame.type(EtherType.IPV6).ipv6WithExtension(from, to, proto, length);
            case MPLS ->
                frame.type(EtherType.MPLS_UNICAST).mpls(1000 + vid).ipv4(from.ipv4(), to.ipv4(), proto, length);
            default -> frame.type(EtherType.IPV4).ipv4(from.ipv4(), to.ipv4(), proto, length);
        };
    }

    private FrameBuilder udp(boolean request) {
        int payload = request ? size / 4 : size;
        return ip(request, IpProto.UDP, 8 + payload)
                .udp(request ? clientPort : serverPort, request ? serverPort : clientPort, payload);
    }

    private FrameBuilder ping(boolean request, int type) {
        int proto = kind == Kind.PING ? IpProto.ICMP : IpProto.ICMPV6;
        return ip(request, proto, 8 + 56).echo(type, clientPort, step / 2 & 0xffff, 56);
    }

    private FrameBuilder arp(boolean request) {
        SampleHost from = request ? client : server;
        SampleHost to = request ? server : client;
        return new FrameBuilder(from, request ? BROADCAST : to.mac())
                .type(EtherType.ARP)
                .arp(request ? 1 : 2, from, to);
    }

    /** Opens a connection, sends short requests and long answers, and closes it; then the next one. */
    private FrameBuilder tcp() {
        int at = step % CONNECTION;
        boolean request = at < CONNECTION - 3 ? at % 2 == 0 : at != CONNECTION - 2;
        int flags =
                switch (at) {
                    case 0 -> SYN;
                    case 1 -> SYN | ACK;
                    case CONNECTION - 3, CONNECTION - 2 -> FIN | ACK;
                    case 2, CONNECTION - 1 -> ACK;
                    default -> PSH | ACK;
                };
        int payload = (flags & PSH) == 0 ? 0 : request ? size / 8 : size;
        long sequence = request ? clientSequence : serverSequence;
        long acknowledged = at == 0 ? 0 : request ? serverSequence : clientSequence;
        FrameBuilder frame = ip(request, IpProto.TCP, 20 + payload)
                .tcp(
                        request ? clientPort : serverPort,
                        request ? serverPort : clientPort,
                        sequence,
                        acknowledged,
                        flags,
                        payload);
        long advance = (long) payload + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
        if (request) {
            clientSequence += advance;
        } else {
            serverSequence += advance;
        }
        return frame;
    }

    /** A datagram in two pieces. */
    private SampleFrame fragments(long nanos) {
        byte[] datagram = new FrameBuilder(client, server.mac())
                .type(EtherType.IPV4)
                .ipv4(client.ipv4(), server.ipv4(), IpProto.UDP, DATAGRAM)
                .udp(clientPort, serverPort, DATAGRAM - 8)
                .transportBytes();
        byte[] first = Arrays.copyOf(datagram, FIRST_PIECE);
        byte[] rest = Arrays.copyOfRange(datagram, FIRST_PIECE, datagram.length);
        waiting.add(piece(rest, FIRST_PIECE, false).at(nanos));
        return piece(first, 0, true).at(nanos);
    }

    private FrameBuilder piece(byte[] content, int offset, boolean more) {
        return new FrameBuilder(client, server.mac())
                .type(EtherType.IPV4)
                .ipv4Fragment(client, server, IpProto.UDP, content.length, step & 0xffff, offset, more)
                .raw(content);
    }

    private FrameBuilder multicast() {
        return new FrameBuilder(client, MDNS_MAC)
                .type(EtherType.IPV4)
                .ipv4(client.ipv4(), MDNS_GROUP, IpProto.UDP, 8 + 90)
                .udp(MDNS_PORT, MDNS_PORT, 90);
    }

    /** Chassis and port by address, time to live, end. Source: IEEE 802.1AB section 8. */
    private FrameBuilder lldp() {
        long mac = client.mac();
        byte[] address = new byte[6];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (mac >>> 40 - 8 * i);
        }
        return new FrameBuilder(client, LLDP_BRIDGES)
                .type(LLDP)
                .raw(new byte[] {2, 7, 4})
                .raw(address)
                .raw(new byte[] {4, 7, 3})
                .raw(address)
                .raw(new byte[] {6, 2, 0, 120, 0, 0});
    }
}
