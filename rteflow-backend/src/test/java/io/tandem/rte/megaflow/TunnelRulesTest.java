package io.tandem.rte.megaflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.VxlanHeader;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.RuleImage;
import io.tandem.rte.nativelib.RuleReader;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Megaflows of tunnels to rules, to structs in memory, and back to megaflows that make the same rules. */
class TunnelRulesTest {
    private static final String INNER = ",eth(dst=02:00:00:00:00:05),eth_type(0x0800),ipv4(dst=10.0.0.0/255.0.0.0)";
    private static final String V4 = "src=172.16.0.1,dst=172.16.0.2/255.255.0.0,tos=0x10,ttl=64";
    private static final String VXLAN = "recirc_id(0),tunnel(tun_id=0x2a," + V4 + ",tp_dst=4789),in_port(4)" + INNER;

    static final RuleToMegaflow READER = new RuleToMegaflow(new DatapathNumbers() {
        @Override
        public OptionalInt portOf(int ethdev) {
            return OptionalInt.of(ethdev + 1);
        }

        @Override
        public OptionalInt recirculationOf(int group) {
            return OptionalInt.of(group);
        }

        @Override
        public OptionalInt tunnelOf(RtePort.Kind kind) {
            return TestBed.tunnel(kind);
        }
    });

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tunnel(tun_id=0x2a,src=172.16.0.1,dst=172.16.0.2/255.255.0.0,tos=0x10,ttl=64,tp_dst=4789),in_port(4)|2",
                "tunnel(tun_id=0x2a,ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2,ttl=64),in_port(4)|set(ipv4(ttl=9)),2",
                "tunnel(tun_id=0x2a,src=172.16.0.1,dst=172.16.0.2,ttl=64,flags(+df)),in_port(4)|drop",
                "tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64,geneve({class=0xffff,type=0x80,len=4,0xa}),flags(-oam)),in_port(5)|3",
                "tunnel(tun_id=0x2a,ipv6_dst=2001:db8::2,ttl=64,geneve({class=0x1,type=0x2,len=8,0xa00000001/0xff000000ff})),in_port(5)|3",
                "tunnel(tun_id=0x2a,dst=172.16.0.2,ttl=64,flags(-csum+key)),in_port(6)|2",
                "tunnel(tun_id=0x7,ipv6_dst=2001:db8::2,ttl=64,flags(+csum+key)),in_port(6)|2",
                "tunnel(dst=172.16.0.2,ttl=64),in_port(4)|recirc(0x7)",
            })
    void aTunnelsRuleIsReadBack(String match, String actions) throws RuleNotTakenException {
        roundTrip("recirc_id(0)," + match + INNER, actions);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4|size=50,type=4|0x0800|ipv4(src=1.1.1.1,dst=2.2.2.2,proto=17,tos=0,ttl=64,frag=0x4000)|udp(src=0,dst=4789,csum=0x0),vxlan(flags=0x8000000,vni=0x2a)",
                "5|size=70,type=5|0x86dd|ipv6(src=2001:db8::1,dst=2001:db8::2,label=0,proto=17,tclass=0x0,hlimit=64)|udp(src=0,dst=6081,csum=0x0),geneve(vni=0x2a)",
                "6|size=42,type=3|0x0800|ipv4(src=1.1.1.1,dst=2.2.2.2,proto=47,tos=0,ttl=64,frag=0x0)|gre((flags=0x2000,proto=0x6558),key=0x7)",
            })
    void aPushIsReadBack(String port, String kind, String type, String ip, String tunnel) throws RuleNotTakenException {
        String push = "tnl_push(tnl_port(" + port + "),header(" + kind
                + ",eth(dst=02:00:00:00:00:01,src=02:00:00:00:00:02,dl_type=" + type + ")," + ip + "," + tunnel
                + "),out_port(2)),2";
        Megaflow read = roundTrip("recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4()", push);
        Megaflow written = TestBed.flow("recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4()", push);
        OdpAction.TnlPush first = (OdpAction.TnlPush) written.actions().getFirst();
        assertThat(read.actions().getFirst()).isInstanceOfSatisfying(OdpAction.TnlPush.class, back -> {
            assertThat(back.kind()).isEqualTo(first.kind());
            assertThat(back.tunnelPort()).isEqualTo(first.tunnelPort());
            assertThat(back.outPort()).isEqualTo(first.outPort());
            assertThat(back.header().size()).isEqualTo(first.header().size());
        });
        roundTrip(VXLAN, push);
        roundTrip("recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4()", "clone(" + push + "),3");
    }

    @Test
    void vxlanEncapIsAPushOfTheHeaderThatItDescribes() {
        VxlanHeader header = new VxlanHeader(
                bytes("020000000002"),
                bytes("020000000001"),
                OptionalInt.empty(),
                bytes("0a000001"),
                bytes("0a000002"),
                Optional.of(new VxlanHeader.Marks(0x10, 9)),
                0,
                4789,
                0x2a);
        RteRule rule = rule(TestBed.flow("recirc_id(0),in_port(1),eth()", "2")).rule();
        List<RteAction> list =
                List.of(new RteAction.VxlanEncap(header), RteAction.of(RteActionType.REPRESENTED_PORT, 1));

        RuleReading reading = READER.read(0, rule.withActions(list));

        assertThat(reading).isInstanceOfSatisfying(RuleReading.Flow.class, read -> assertThat(
                        read.flow().actions())
                .isEqualTo(List.of(
                        new OdpAction.TnlPush(
                                4,
                                2,
                                4,
                                bytes("020000000001" + "020000000002" + "0800" + "45100000" + "00000000" + "09110000"
                                        + "0a000001" + "0a000002" + "000012b5" + "00000000" + "08000000" + "00002a00")),
                        new OdpAction.Output(2))));
    }

    private static Bytes bytes(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex));
    }

    /** A template's checksum would leave as it stands. */
    @Test
    void aPushThatWantsAUdpChecksumIsNoRule() {
        String push =
                "tnl_push(tnl_port(4),header(size=50,type=4,eth(dst=02:00:00:00:00:01,src=02:00:00:00:00:02,dl_type=0x0800),"
                        + "ipv4(src=1.1.1.1,dst=2.2.2.2,proto=17,tos=0,ttl=64,frag=0x0),udp(src=0,dst=4789,csum=0xffff),"
                        + "vxlan(flags=0x8000000,vni=0x2a)),out_port(2)),2";
        MegaflowTranslator translator =
                new MegaflowTranslator(RteCapabilities.ALL, TestBed.PORTS, new GroupNumbers(9), TestBed.METERS);
        assertThat(TestBed.text(translator.translate(TestBed.flow("recirc_id(0),in_port(1),eth()", push))))
                .startsWith("UNSUPPORTED_ACTION tnl_push")
                .contains("no UDP checksum");
    }

    @Test
    void aRuleThatSendsTheOuterHeadersIsNoMegaflow() throws RuleNotTakenException {
        RteRule rule = rule(TestBed.flow(VXLAN, "2")).rule();
        List<RteAction> bare = rule.actions().stream()
                .filter(action -> action.type() != RteActionType.VXLAN_DECAP)
                .toList();
        assertThat(READER.read(0, rule.withActions(bare)))
                .isInstanceOfSatisfying(
                        RuleReading.None.class,
                        none -> assertThat(none.why().message()).contains("take the headers off first"));
        RteRule plain = rule(TestBed.flow("recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4()", "2"))
                .rule();
        assertThat(READER.read(0, plain.withActions(rule.actions())))
                .isInstanceOfSatisfying(
                        RuleReading.None.class,
                        none -> assertThat(none.why().message()).contains("that the pattern has"));
    }

    static RteTranslation rule(Megaflow flow) {
        MegaflowTranslator translator =
                new MegaflowTranslator(RteCapabilities.ALL, TestBed.PORTS, new GroupNumbers(9), TestBed.METERS);
        assertThat(translator.translate(flow))
                .as(TestBed.text(translator.translate(flow)))
                .isInstanceOf(RteTranslation.class);
        return (RteTranslation) translator.translate(flow);
    }

    static Megaflow roundTrip(String match, String actions) throws RuleNotTakenException {
        RteTranslation made = rule(TestBed.flow(match, actions));
        Layouts layouts = Layouts.of("22.11").orElseThrow();
        try (RuleImage image = new RuleImage(layouts)) {
            image.set(made.rule(), id -> id);
            RteRule read = new RuleReader(layouts).read(image.attr(), image.pattern(), image.actions());
            RuleReading reading = READER.read(made.ethdev(), read);
            assertThat(reading).isInstanceOf(RuleReading.Flow.class);
            Megaflow flow = ((RuleReading.Flow) reading).flow();
            Megaflow first = TestBed.flow(match, actions);
            Megaflow inFirstGroup = Megaflow.of(
                    flow.key().toBuilder()
                            .set(FlowField.RECIRC_ID, first.key().get(FlowField.RECIRC_ID))
                            .build(),
                    flow.mask(),
                    actions.contains("recirc") ? first.actions() : flow.actions());
            RteTranslation again = rule(inFirstGroup);
            assertThat(again.rule().pattern()).isEqualTo(made.rule().pattern());
            assertThat(again.rule().actions()).isEqualTo(made.rule().actions());
            return flow;
        }
    }
}
