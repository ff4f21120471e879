package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that come in tunnels. */
class NicTunnelTest {
    private static final String OUTER = "in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),";
    private static final String VXLAN = OUTER + "udp(dst=4789) actions:tnl_pop(10)";
    private static final String GENEVE = OUTER + "udp(dst=6081) actions:tnl_pop(11)";
    private SimNicDevice nic;

    @BeforeEach
    void open() throws Exception {
        nic = device("typical");
    }

    private static SimNicDevice device(String profile) throws BackendUnavailableException {
        return new SimNicBackend()
                .open(new DeviceConfig("nic0", Map.of("profile", profile, "tunnels", "10=vxlan,11=geneve,13=gre")));
    }

    @AfterEach
    void close() {
        nic.close();
    }

    @Test
    void looksUpWhatIsInsideWithTheTunnelsKey() throws Exception {
        install(VXLAN);
        install("in_port(10),tunnel(tun_id=0x7,src=10.0.0.1,dst=10.0.0.2,tos=0x0,ttl=64,tp_src=12345,tp_dst=4789,"
                + "flags(df|key)),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53) actions:set(ipv4(ttl=9)),2,3");
        byte[] inside = Frames.udp(1000, 53, 300);

        WireBurst burst = send(vxlan(7, 0, inside), vxlan(8, 0, inside), vxlan(7, 0, Frames.udp(1000, 54, 300)));

        assertThat(burst.copies(0)).isEqualTo(2);
        byte[] expected = inside.clone();
        expected[22] = 9;
        assertThat(Arrays.copyOfRange(burst.outFrame(0, 1), 26, 300)).isEqualTo(Arrays.copyOfRange(expected, 26, 300));
        assertThat(burst.outFrame(0, 0)).hasSize(300);
        assertThat(burst.verdict(1)).isEqualTo(Verdict.TO_HOST);
        assertThat(burst.verdict(2)).isEqualTo(Verdict.TO_HOST);
    }

    @Test
    void countsTheFrameThatEachRuleSees() throws Exception {
        install(VXLAN);
        install("in_port(10),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53) actions:2");

        send(vxlan(7, 0, Frames.udp(1000, 53, 100)), vxlan(7, 0, Frames.udp(1000, 54, 100)));

        List<RuleSnapshot> rules = new ArrayList<>();
        nic.dump(Set.of(), rules::add);
        assertThat(rules).extracting(r -> r.counters().bytes()).containsExactlyInAnyOrder(150L, 100L);
    }

    /** Every length at which the frame inside ends elsewhere in a beat. */
    @ParameterizedTest
    @ValueSource(ints = {50, 54, 58, 62, 66})
    void takesAnyHeaderOffFramesOfAnyLength(int header) throws Exception {
        install(header == 50 ? VXLAN : GENEVE);
        install("in_port(" + (header == 50 ? 10 : 11) + ") actions:3");
        List<byte[]> frames = new ArrayList<>();
        for (int size = 60; size < 400; size++) {
            byte[] inside = Frames.udp(size, size, size);
            frames.add(header == 50 ? vxlan(size, 0, inside) : geneve((header - 50) / 4, inside));
        }

        WireBurst burst = send(frames.toArray(byte[][]::new));

        for (int i = 0; i < frames.size(); i++) {
            assertThat(burst.copies(i)).isEqualTo(1);
            assertThat(burst.outFrame(i, 0)).isEqualTo(Frames.udp(60 + i, 60 + i, 60 + i));
        }
    }

    @Test
    void matchesOptionsAsFarAsTheKeyGoes() throws Exception {
        install(GENEVE);
        install("in_port(11),tunnel(src=10.0.0.1,ttl=64,geneve({class=0x102,type=0x0,len=4,0x01010101})),"
                + "eth_type(0x0800) actions:2");

        WireBurst burst = send(geneve(2, Frames.udp(1, 2, 60)), geneve(5, Frames.udp(1, 2, 60)));

        assertThat(burst.verdict(0)).isEqualTo(Verdict.FORWARD);
        assertThat(burst.verdict(1)).isEqualTo(Verdict.TO_HOST);
    }

    /** GRE's words, and whether the NIC opens it: with a key, a number, both, a checksum, and of IP without Ethernet. */
    @ParameterizedTest
    @CsvSource({
        "00006558,0,true",
        "20006558 00000007,7,true",
        "10006558 00000009,0,true",
        "30006558 fffffff7 00000009,fffffff7,true",
        "80006558 12340000,0,false",
        "00000800,0,false"
    })
    void opensGreOverBothVersions(String header, String id, boolean opens) throws Exception {
        install("in_port(1),eth_type(0x0800),ipv4(proto=47,frag=no) actions:tnl_pop(13)");
        install("in_port(1),eth_type(0x86dd),ipv6(proto=47,frag=no) actions:tnl_pop(13)");
        String key = id.equals("0") ? "" : "tun_id=0x" + id + ",";
        String found = "),eth_type(0x0800),ipv4(proto=17,frag=no),udp(src=1000,dst=53) actions:";
        install("in_port(13),tunnel(" + key + "src=10.0.0.1,dst=10.0.0.2,ttl=64" + found + "2");
        install("in_port(13),tunnel(" + key + "ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2,ttl=64" + found + "3");
        byte[] inside = Frames.udp(1000, 53, 100);

        WireBurst burst = send(ipv4(47, header, inside), ipv6(47, header, inside));

        for (int i = 0; i < 2; i++) {
            assertThat(burst.verdict(i)).isEqualTo(opens ? Verdict.FORWARD : Verdict.TO_HOST);
            if (opens) {
                assertThat(burst.outPort(i, 0)).isEqualTo(2 + i);
                assertThat(burst.outFrame(i, 0)).isEqualTo(inside);
            }
        }
    }

    @Test
    void opensUdpTunnelsOverIpv6() throws Exception {
        install("in_port(1),eth_type(0x86dd),ipv6(proto=17,frag=no),udp(dst=4789) actions:tnl_pop(10)");
        install("in_port(1),eth_type(0x86dd),ipv6(proto=17,frag=no),udp(dst=6081) actions:tnl_pop(11)");
        install("in_port(10),tunnel(tun_id=0x7,ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2,tos=0x12,ttl=64,tp_src=12345,"
                + "tp_dst=4789,flags(key)) actions:2");
        install("in_port(11),tunnel(tun_id=0x9,ipv6_dst=2001:db8::/ffff:ffff::,ttl=64) actions:3");
        byte[] inside = Frames.udp(1000, 53, 100);
        String vxlan = "3039 12b5 0000 0000 08000000 00000700";
        byte[] extended = ipv6(0, "1100010400000000" + vxlan, inside);
        byte[] fromAnother = ipv6(17, vxlan, inside);
        fromAnother[37] = 3;
        byte[] toAnother = ipv6(17, vxlan, inside);
        toAnother[38] = 3;

        WireBurst burst = send(
                ipv6(17, vxlan, inside),
                ipv6(17, "3039 17c1 0000 0000 00006558 00000900", inside),
                ipv6(17, "3039 17c1 0000 0000 01006558 00000900 00000000", inside),
                ipv6(17, "3039 12b5 0000 0001 08000000 00000700", inside),
                extended,
                fromAnother,
                toAnother);

        assertThat(burst.outPort(0, 0)).isEqualTo(2);
        assertThat(burst.outFrame(0, 0)).isEqualTo(inside);
        assertThat(burst.outPort(1, 0)).isEqualTo(3);
        assertThat(burst.outFrame(1, 0)).isEqualTo(inside);
        for (int i = 2; i < burst.size(); i++) {
            assertThat(burst.verdict(i)).as("frame %d", i).isEqualTo(Verdict.TO_HOST);
        }
    }

    @Test
    void encapsulatesInGreOverBothVersions() throws Exception {
        String push =
                "tnl_push(tnl_port(13),header(size=%d,type=%d,eth(dst=02:00:00:00:00:0b,src=02:00:00:00:00:0a,dl_type=0x%s),"
                        + "%s,gre((flags=0x%s,proto=0x6558)%s)),out_port(2)),2";
        String four = "ipv4(src=10.0.0.1,dst=10.0.0.2,proto=47,tos=0,ttl=64,frag=0x4000)";
        String six = "ipv6(src=2001:db8::1,dst=2001:db8::2,label=0,proto=47,tclass=0x12,hlimit=64)";
        install("in_port(1),eth_type(0x0800) actions:" + push.formatted(42, 3, "0800", four, "2000", ",key=0x7"));
        install("in_port(2),eth_type(0x0800) actions:" + push.formatted(58, 109, "86dd", six, "0", ""));
        byte[] inside = Frames.udp(1000, 53, 300);
        WireBurst burst = new WireBurst();
        burst.add(1, inside);
        burst.add(2, inside);
        nic.exchange(burst, 1);

        byte[] expected = ipv4(47, "20006558 00000007", inside);
        assertThat(Arrays.copyOfRange(burst.outFrame(0, 0), 14, expected.length))
                .isEqualTo(Arrays.copyOfRange(expected, 14, expected.length));
        byte[] wide = ipv6(47, "00006558", inside);
        assertThat(Arrays.copyOfRange(burst.outFrame(1, 0), 14, wide.length))
                .isEqualTo(Arrays.copyOfRange(wide, 14, wide.length));
        assertThat(nic.explain(flow("in_port(1),eth_type(0x0800) actions:"
                        + push.formatted(46, 3, "0800", four, "a000", ",csum=0x0,key=0x7"))))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void marksNothingOfATunnel() throws Exception {
        OffloadResult result = nic.apply(List.of(new OffloadOperation.Mark(flow("in_port(10) actions:2"), 5)))
                .getFirst();

        assertThat(result).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                        refused.refusal().code())
                .isEqualTo(Refusal.Code.PORT_NOT_OFFLOADABLE));
    }

    @Test
    void opensATunnelInsideATunnel() throws Exception {
        install(VXLAN);
        install("in_port(10),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=6081) actions:tnl_pop(11)");
        install("in_port(11),tunnel(tun_id=0x102,src=10.0.0.1,ttl=64) actions:2");
        byte[] inside = Frames.udp(1, 2, 200);

        WireBurst burst = send(vxlan(7, 0, geneve(0, inside)));

        assertThat(burst.outFrame(0, 0)).isEqualTo(inside);
    }

    /** The NIC does not read whole frames before it decides, and knows that software would drop some of them. */
    @Test
    void givesToTheHostWhatItDoesNotOpen() throws Exception {
        install(VXLAN);
        install("in_port(10) actions:2");
        byte[] inside = Frames.udp(1, 2, 60);
        byte[] checksum = vxlan(7, 0x1234, inside);
        byte[] broken = vxlan(7, 0, inside);
        broken[24] ^= 1;
        byte[] reserved = vxlan(7, 0, inside);
        reserved[49] = 1;
        byte[] cut = Arrays.copyOf(vxlan(7, 0, inside), 80);

        WireBurst burst = send(vxlan(7, 0, inside), checksum, broken, reserved, cut);

        assertThat(burst.verdict(0)).isEqualTo(Verdict.FORWARD);
        for (int i = 1; i < burst.size(); i++) {
            assertThat(burst.verdict(i)).as("frame %d", i).isEqualTo(Verdict.TO_HOST);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "in_port(1) actions:tnl_pop(12); PORT_NOT_OFFLOADABLE",
                "in_port(1) actions:tnl_pop(10),2; UNSUPPORTED_ACTION",
                "in_port(12) actions:2; PORT_NOT_OFFLOADABLE",
                "in_port(1),tunnel(tun_id=0x7,src=10.0.0.1,ttl=64) actions:2; PREREQUISITE",
                "in_port(10),tunnel(tun_id=0x1000000000,src=10.0.0.1,ttl=64) actions:2; UNSUPPORTED_FIELD",
                "in_port(11),tunnel(ipv6_dst=2001:db8::1,ttl=64,geneve({class=0x102,type=0x0,len=4,0x1})) actions:2;"
                        + " UNSUPPORTED_FIELD",
                "in_port(10),tunnel(src=10.0.0.1,ttl=64,vxlan(gbp(id=1,flags=0))) actions:2; UNSUPPORTED_FIELD",
                "in_port(10),eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=135),nd(sll=02:00:00:00:00:01) actions:2;"
                        + " UNSUPPORTED_FIELD"
            })
    void refusesWhatIsNotThere(String line, Refusal.Code code) throws Exception {
        OffloadResult result =
                nic.apply(List.of(new OffloadOperation.Put(flow(line)))).getFirst();

        assertThat(result).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                        refused.refusal().code())
                .as(refused.refusal().toString())
                .isEqualTo(code));
    }

    @Test
    void hasOptionsAsTheProfileHas() throws Exception {
        Megaflow options =
                flow("in_port(11),tunnel(src=10.0.0.1,ttl=64,geneve({class=0x102,type=0x0,len=4,0x1})) actions:2");
        try (SimNicDevice small = device("small")) {
            assertThat(small.explain(options)).isInstanceOf(Refusal.class);
        }
        assertThat(nic.explain(options)).isNotInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10=erspan", "10", "10=vxlan,10=geneve", "70000=vxlan", "2=vxlan", "10=vxlan,"})
    void refusesTunnelsThatAreNone(String setting) {
        assertThatThrownBy(() -> new SimNicBackend()
                        .open(new DeviceConfig("nic0", Map.of("profile", "small", "tunnels", setting)))
                        .close())
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("tunnel");
    }

    private static byte[] vxlan(int id, int checksum, byte[] inside) {
        return outer(4789, checksum, "08000000 %06x00".formatted(id), inside);
    }

    /** With that many words of options, the first of which is one of four bytes. */
    private static byte[] geneve(int words, byte[] inside) {
        String options = words == 0 ? "" : "0102 00 01" + "01010101".repeat(words - 1);
        return outer(6081, 0, "%02x006558 00010200 %s".formatted(words, words == 1 ? "01020000" : options), inside);
    }

    private static byte[] ipv6(int protocol, String transport, byte[] inside) {
        int length = transport.replace(" ", "").length() / 2 + inside.length;
        return join(
                Frames.ethernet(
                        "86dd 61200000 %04x %02x40 20010db8000000000000000000000001 20010db8000000000000000000000002 %s"
                                .formatted(length, protocol, transport)),
                inside);
    }

    private static byte[] ipv4(int protocol, String transport, byte[] inside) {
        int length = 20 + transport.replace(" ", "").length() / 2 + inside.length;
        int sum = 0x4500 + length + 0x4000 + (0x4000 | protocol) + 0x0a00 + 1 + 0x0a00 + 2;
        int folded = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
        return join(
                Frames.ethernet("0800 4500%04x0000 4000 40%02x %04x 0a000001 0a000002 %s"
                        .formatted(length, protocol, folded, transport)),
                inside);
    }

    private static byte[] join(byte[] header, byte[] inside) {
        byte[] frame = Arrays.copyOf(header, header.length + inside.length);
        System.arraycopy(inside, 0, frame, header.length, inside.length);
        return frame;
    }

    private static byte[] outer(int port, int checksum, String tunnel, byte[] inside) {
        int length = 28 + tunnel.replace(" ", "").length() / 2 + inside.length;
        int sum = 0x4500 + length + 0x4000 + 0x4011 + 0x0a00 + 1 + 0x0a00 + 2;
        int folded = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
        byte[] header = Frames.ethernet("0800 4500%04x0000 4000 4011 %04x 0a000001 0a000002 3039 %04x %04x %04x"
                        .formatted(length, folded, port, length - 20, checksum)
                + tunnel);
        byte[] frame = Arrays.copyOf(header, header.length + inside.length);
        System.arraycopy(inside, 0, frame, header.length, inside.length);
        return frame;
    }

    private WireBurst send(byte[]... frames) {
        WireBurst burst = new WireBurst();
        for (byte[] frame : frames) {
            burst.add(1, frame);
        }
        nic.exchange(burst, 1);
        assertThat(nic.failed()).isFalse();
        return burst;
    }

    private void install(String line) throws Exception {
        assertThat(nic.apply(List.of(new OffloadOperation.Put(flow(line)))).getFirst())
                .isInstanceOf(OffloadResult.Installed.class);
    }
}
