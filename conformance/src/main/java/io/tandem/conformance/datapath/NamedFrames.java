package io.tandem.conformance.datapath;

import io.tandem.flow.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The frames that case files call by name, one or more for each protocol of the flow key. */
public final class NamedFrames {
    private static final String CLIENT = "10.1.1.1";
    private static final String SERVER = "10.1.1.2";
    private static final String CLIENT6 = "2001:db8::1";
    private static final String SERVER6 = "2001:db8::2";
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final Map<String, Bytes> FRAMES = Collections.unmodifiableMap(frames());

    private NamedFrames() {}

    /** The frame of that name. */
    public static Optional<Bytes> find(String name) {
        return Optional.ofNullable(FRAMES.get(name));
    }

    /** All frames, by name. */
    public static Map<String, Bytes> all() {
        return FRAMES;
    }

    private static Map<String, Bytes> frames() {
        Map<String, Bytes> frames = new LinkedHashMap<>();
        plain(frames);
        tagged(frames);
        tunneled(frames);
        control(frames);
        fragments(frames);
        connections(frames);
        return frames;
    }

    private static void put(Map<String, Bytes> frames, String name, Layer layer) {
        frames.put(name, Bytes.of(layer.inEthernet()));
    }

    private static Layer datagram() {
        return Layer.ipv4(CLIENT, SERVER, Layer.udp(1000, 53, Layer.payload(32)));
    }

    private static void plain(Map<String, Bytes> frames) {
        put(frames, "udp4", datagram());
        put(frames, "udp4odd", Layer.ipv4(CLIENT, SERVER, Layer.udp(1000, 53, Layer.payload(33))));
        put(frames, "udp4long", Layer.ipv4(CLIENT, SERVER, Layer.udp(1000, 53, Layer.payload(1200))));
        put(
                frames,
                "udp4unsummed",
                new Layer(
                        0x0800,
                        Layer.ipv4(
                                        CLIENT,
                                        SERVER,
                                        new Layer(
                                                17,
                                                Layer.udp(1000, 53, Layer.payload(32))
                                                        .bytes(),
                                                -1))
                                .bytes(),
                        Layer.NO_CHECKSUM));
        put(frames, "tcp4", Layer.ipv4(CLIENT, SERVER, Layer.tcp(1024, 80, 7, 9, PSH | ACK, Layer.payload(40))));
        put(frames, "sctp4", Layer.ipv4(CLIENT, SERVER, Layer.sctp(1024, 2905, 1, "0a000004")));
        put(frames, "icmp4", Layer.ipv4(CLIENT, SERVER, Layer.icmp(8, 0, 0x00070001, Layer.payload(24))));
        put(frames, "gre4", Layer.ipv4(CLIENT, SERVER, Layer.of(47, "0000 88be 01020304 05060708")));
        put(frames, "udp6", Layer.ipv6(CLIENT6, SERVER6, Layer.udp(1000, 53, Layer.payload(32))));
        put(frames, "tcp6", Layer.ipv6(CLIENT6, SERVER6, Layer.tcp(1024, 80, 7, 9, PSH | ACK, Layer.payload(41))));
        put(frames, "sctp6", Layer.ipv6(CLIENT6, SERVER6, Layer.sctp(1024, 2905, 1, "0a000004")));
        put(frames, "icmp6", Layer.ipv6(CLIENT6, SERVER6, Layer.icmpv6(128, 0, 0x00070001, Layer.payload(24))));
        put(frames, "other", Layer.of(0x88b5, "00112233445566778899aabbccddeeff"));
        put(frames, "arp", Layer.of(0x0806, "0001080006040001 020000000001 0a010101 000000000000 0a010102"));
        put(frames, "rarp", Layer.of(0x8035, "0001080006040003 020000000001 00000000 020000000001 00000000"));
    }

    private static void tagged(Map<String, Bytes> frames) {
        put(frames, "vlan", Layer.vlan(0x8100, 0x6005, datagram()));
        put(frames, "vlan0", Layer.vlan(0x8100, 0x0000, datagram()));
        put(frames, "vlandei", Layer.vlan(0x8100, 0x7005, datagram()));
        put(frames, "svlan", Layer.vlan(0x88a8, 0x2007, datagram()));
        put(frames, "qinq", Layer.vlan(0x88a8, 0x2007, Layer.vlan(0x8100, 0x6005, datagram())));
        put(
                frames,
                "vlan6",
                Layer.vlan(0x8100, 0x6005, Layer.ipv6(CLIENT6, SERVER6, Layer.udp(7, 8, Layer.payload(9)))));
        put(frames, "mpls", Layer.mpls(0x00064740, datagram()));
        put(frames, "mpls2", Layer.mpls(0x00064640, Layer.mpls(0x000c8b20, datagram())));
        put(frames, "mpls3", Layer.mpls(0x00064640, Layer.mpls(0x000c8a20, Layer.mpls(0x0012c510, datagram()))));
        put(frames, "vlanmpls", Layer.vlan(0x8100, 0x6005, Layer.mpls(0x00064740, datagram())));
        put(
                frames,
                "nsh",
                Layer.of(
                        0x894f,
                        "0fc6 01 03 001234ff 00000001 00000002 00000003 00000004"
                                + Bytes.of(datagram().inEthernet())));
        put(
                frames,
                "nship",
                Layer.of(
                        0x894f,
                        "0fc6 01 01 001234ff 00000001 00000002 00000003 00000004"
                                + Bytes.of(datagram().bytes())));
        put(
                frames,
                "nsh2",
                Layer.of(
                        0x894f,
                        "0fc4 02 01 001234ff 10000a04 12345678"
                                + Bytes.of(datagram().bytes())));
    }

    private static void tunneled(Map<String, Bytes> frames) {
        String inner = Bytes.of(datagram().inEthernet()).toString();
        Layer vxlan = Layer.of(0, "0800000000002a00" + inner);
        put(frames, "vxlan", Layer.ipv4(CLIENT, SERVER, Layer.udp(50000, 4789, vxlan)));
        Layer geneve = Layer.of(0, "0000655800002a00" + inner);
        put(frames, "geneve", Layer.ipv4(CLIENT, SERVER, Layer.udp(50000, 6081, geneve)));
        Layer policy = Layer.of(0, "8808000a00002a00" + inner);
        put(frames, "vxlanpolicy", Layer.ipv4(CLIENT, SERVER, Layer.udp(50000, 4789, policy)));
        Layer option = Layer.of(0, "0200655800002a00" + "01020301deadbeef" + inner);
        put(frames, "geneveoption", Layer.ipv4(CLIENT, SERVER, Layer.udp(50000, 6081, option)));
        Layer gre = Layer.of(47, "20006558" + "0000002a" + inner);
        put(frames, "gre", Layer.ipv4(CLIENT, SERVER, gre));
        put(frames, "vxlan6", Layer.ipv6(CLIENT6, SERVER6, Layer.udp(50000, 4789, vxlan)));
        put(frames, "geneve6", Layer.ipv6(CLIENT6, SERVER6, Layer.udp(50000, 6081, geneve)));
        put(frames, "gre6", Layer.ipv6(CLIENT6, SERVER6, gre));
        // GRE with a sequence number; version, VLAN, session; then of version 1 the index, of version 2 the time,
        // group, bits
        Layer erspan1 = Layer.of(47, "100088be00000001" + "1000002a" + "00000007" + inner);
        put(frames, "erspan1", Layer.ipv4(CLIENT, SERVER, erspan1));
        Layer erspan2 = Layer.of(47, "100022eb00000001" + "2000002a" + "0000000000000028" + inner);
        put(frames, "erspan2", Layer.ipv4(CLIENT, SERVER, erspan2));
    }

    private static void control(Map<String, Bytes> frames) {
        Layer target = Layer.of(0, "20010db8000000000000000000000003 0101020000000001");
        put(frames, "solicitation", Layer.ipv6(CLIENT6, SERVER6, Layer.icmpv6(135, 0, 0, target)));
        Layer answer = Layer.of(0, "20010db8000000000000000000000003 0201020000000002");
        put(frames, "advertisement", Layer.ipv6(SERVER6, CLIENT6, Layer.icmpv6(136, 0, 0x60000000, answer)));
        put(
                frames,
                "expiring4",
                Layer.of(0x0800, "45000024 00010000 0111a3c5 0a010101 0a010102 03e80035 00108d9a 0102030405060708"));
    }

    private static void fragments(Map<String, Bytes> frames) {
        Layer whole = Layer.udp(1000, 53, Layer.payload(1000));
        put(frames, "first4", Layer.ipv4(CLIENT, SERVER, MORE_FRAGMENTS, whole.part(CLIENT, SERVER, 0, 600)));
        put(frames, "later4", Layer.ipv4(CLIENT, SERVER, 75, whole.part(CLIENT, SERVER, 600, 2000)));
        put(frames, "first6", fragment6(whole, 0, 600, true));
        put(frames, "later6", fragment6(whole, 600, 2000, false));
        Layer larger = Layer.udp(1000, 53, Layer.payload(2000));
        put(frames, "largefirst4", Layer.ipv4(CLIENT, SERVER, MORE_FRAGMENTS, larger.part(CLIENT, SERVER, 0, 1400)));
        put(frames, "largelater4", Layer.ipv4(CLIENT, SERVER, 175, larger.part(CLIENT, SERVER, 1400, 3000)));
        put(frames, "largefirst6", fragment6(larger, 0, 1400, true));
        put(frames, "largelater6", fragment6(larger, 1400, 3000, false));
    }

    private static Layer fragment6(Layer whole, int from, int to, boolean more) {
        Layer part = whole.part(CLIENT6, SERVER6, from, to);
        String header = "%02x00%04x00005678".formatted(part.type(), from | (more ? 1 : 0));
        return Layer.ipv6(CLIENT6, SERVER6, Layer.of(44, header + Bytes.of(part.bytes())));
    }

    /** Both ways of connections, and what ICMP says of them. */
    private static void connections(Map<String, Bytes> frames) {
        Layer none = Layer.payload(0);
        Layer data = Layer.payload(20);
        segment(frames, "syn", true, Layer.tcp(1024, 80, 100, 0, SYN, none));
        segment(frames, "synack", false, Layer.tcp(80, 1024, 500, 101, SYN | ACK, none));
        segment(frames, "ack", true, Layer.tcp(1024, 80, 101, 501, ACK, none));
        segment(frames, "data", true, Layer.tcp(1024, 80, 101, 501, PSH | ACK, data));
        segment(frames, "dataack", false, Layer.tcp(80, 1024, 501, 121, PSH | ACK, data));
        segment(frames, "fin", true, Layer.tcp(1024, 80, 121, 521, FIN | ACK, none));
        segment(frames, "finack", false, Layer.tcp(80, 1024, 521, 122, FIN | ACK, none));
        segment(frames, "lastack", true, Layer.tcp(1024, 80, 122, 522, ACK, none));
        segment(frames, "rst", false, Layer.tcp(80, 1024, 501, 121, RST | ACK, none));
        segment(frames, "wild", false, Layer.tcp(80, 1024, 0x70000000, 121, PSH | ACK, data));
        segment(frames, "query", true, Layer.udp(1000, 53, Layer.payload(32)));
        segment(frames, "answer", false, Layer.udp(53, 1000, Layer.payload(48)));
        put(frames, "ping4", Layer.ipv4(CLIENT, SERVER, Layer.icmp(8, 0, 0x00070001, data)));
        put(frames, "pong4", Layer.ipv4(SERVER, CLIENT, Layer.icmp(0, 0, 0x00070001, data)));
        put(frames, "ping6", Layer.ipv6(CLIENT6, SERVER6, Layer.icmpv6(128, 0, 0x00070001, data)));
        put(frames, "pong6", Layer.ipv6(SERVER6, CLIENT6, Layer.icmpv6(129, 0, 0x00070001, data)));
        put(frames, "unreachable4", Layer.ipv4(SERVER, CLIENT, Layer.icmp(3, 3, 0, datagram())));
        put(
                frames,
                "unreachable6",
                Layer.ipv6(
                        SERVER6,
                        CLIENT6,
                        Layer.icmpv6(1, 4, 0, Layer.ipv6(CLIENT6, SERVER6, Layer.udp(1000, 53, Layer.payload(32))))));
    }

    private static void segment(Map<String, Bytes> frames, String name, boolean forward, Layer segment) {
        put(frames, name + "4", forward ? Layer.ipv4(CLIENT, SERVER, segment) : Layer.ipv4(SERVER, CLIENT, segment));
        put(
                frames,
                name + "6",
                forward ? Layer.ipv6(CLIENT6, SERVER6, segment) : Layer.ipv6(SERVER6, CLIENT6, segment));
    }
}
