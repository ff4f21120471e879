package io.tandem.rte.megaflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.nativelib.RuleImage;
import io.tandem.rte.nativelib.RuleReader;
import io.tandem.rte.translate.TestBed;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules for what comes in GTP-U, as structs in memory and as a device reads them. */
class GtpuRulesTest {
    private static final String MATCH =
            "recirc_id(0),tunnel(tun_id=0x7b,src=1.1.2.92,dst=1.1.2.88,tos=0,ttl=64,gtpu(flags=0x30,msgtype=255),flags(+key)),"
                    + "in_port(7),packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)";
    private static final String FORWARD = "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tunnel(tun_id=0x7b,src=1.1.2.92,dst=1.1.2.88,tos=0,ttl=64,flags(+key)),in_port(7),packet_type(ns=1,id=0x800),"
                        + "eth_type(0x0800),ipv4(frag=no)|push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2",
                "tunnel(tun_id=0x7b,src=1.1.2.92,dst=1.1.2.88,ttl=64,gtpu(flags=0x30,msgtype=255)),in_port(7),packet_type(ns=1,id=0x800),"
                        + "eth_type(0x0800),ipv4(dst=10.0.0.1,proto=6,frag=no),tcp(dst=80)|"
                        + "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),set(tcp(dst=81)),push_vlan(vid=5,pcp=1),2,3",
                "tunnel(tun_id=0xffffffff,ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2,ttl=64,gtpu(flags=0x30/0x7)),in_port(7),"
                        + "packet_type(ns=1,id=0x86dd),eth_type(0x86dd),ipv6(frag=no)|drop",
                "tunnel(tun_id=0x7b/0xff,dst=1.1.2.88,ttl=64,tp_src=9,tp_dst=2152,flags(+df)),in_port(7),packet_type(ns=1,id=0x86dd),"
                        + "eth_type(0x86dd),ipv6(proto=17,frag=no),udp(dst=53)|recirc(0x7)",
            })
    void aRuleIsReadBack(String match, String actions) throws RuleNotTakenException {
        TunnelRulesTest.roundTrip("recirc_id(0)," + match, actions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22.11", "23.11", "24.11", "25.11"})
    void theStructsSayTheSameInEachRelease(String release) throws RuleNotTakenException {
        RteRule rule = TunnelRulesTest.rule(TestBed.flow(MATCH, FORWARD)).rule();
        Layouts layouts = Layouts.of(release).orElseThrow();
        try (RuleImage image = new RuleImage(layouts)) {
            image.set(rule, id -> id);
            assertThat(new RuleReader(layouts).read(image.attr(), image.pattern(), image.actions()))
                    .isEqualTo(rule);
        }
    }

    @Test
    void theHeaderThatComesOffIsOneWithoutOptionalFields() {
        List<RteAction> actions =
                TunnelRulesTest.rule(TestBed.flow(MATCH, FORWARD)).rule().actions();
        assertThat(actions)
                .contains(
                        new RteAction.RawDecap(
                                bytes("000000000000 000000000000 0800 45000000 00000000 00110000 00000000"
                                        + " 00000000 00000868 00000000 30ff0000 00000000")),
                        new RteAction.RawEncap(bytes("020000000006 020000000005 0800")));
    }

    @Test
    void theMegaflowIsOfPacketsThatBeginWithIp() throws RuleNotTakenException {
        Megaflow read = TunnelRulesTest.roundTrip(MATCH, FORWARD);
        assertThat(read.key().get(FlowField.IN_PORT)).isEqualTo(7);
        assertThat(read.key().get(FlowField.PACKET_TYPE_NS)).isEqualTo(1);
        assertThat(read.key().get(FlowField.PACKET_TYPE_ID)).isEqualTo(0x800);
        assertThat(read.key().get(FlowField.TUNNEL_ID)).isEqualTo(0x7b);
        assertThat(read.key().get(FlowField.TUNNEL_GTPU_MSGTYPE)).isEqualTo(255);
        assertThat(read.actions())
                .containsExactly(
                        new OdpAction.PushEth(0x02_0000_0000_05L, 0x02_0000_0000_06L), new OdpAction.Output(2));
    }

    @Test
    void aRuleForOtherMessagesIsNoMegaflow() {
        refused(with(RteField.GTP_MSG_TYPE, FieldValue.exact(RteField.GTP_MSG_TYPE, 1)), "for G-PDUs");
    }

    @Test
    void aHeaderOfAnyLengthIsNotTakenOffByOne() {
        refused(with(RteField.GTP_FLAGS, FieldValue.of(RteField.GTP_FLAGS, 0x30, 0xf0)), "some of any length");
        refused(with(RteField.GTP_FLAGS, FieldValue.exact(RteField.GTP_FLAGS, 0x32)), "some of any length");
    }

    @Test
    void aPacketThatIsSentHasAnEthernetHeader() {
        RteRule rule = rule();
        refused(
                rule.withActions(rule.actions().stream()
                        .filter(action -> !(action instanceof RteAction.RawEncap))
                        .toList()),
                "has no Ethernet header");
        refused(
                rule.withActions(rule.actions().stream()
                        .map(action -> action instanceof RteAction.RawEncap
                                ? new RteAction.RawEncap(bytes("020000000006 020000000005 86dd"))
                                : action)
                        .toList()),
                "whose type is 0x800");
    }

    @Test
    void ethernetInsideIsNoMegaflow() {
        RteRule rule = rule();
        List<PatternItem> pattern = new ArrayList<>(rule.pattern());
        pattern.add(4, new PatternItem(RteItem.ETH, Map.of()));
        refused(with(pattern, rule), "behind GTP-U comes the IP header");
    }

    private static RteRule rule() {
        return TunnelRulesTest.rule(TestBed.flow(MATCH, FORWARD)).rule();
    }

    private static RteRule with(RteField field, FieldValue value) {
        RteRule rule = rule();
        return with(
                rule.pattern().stream()
                        .map(item -> item.item() == field.item() ? with(item, field, value) : item)
                        .toList(),
                rule);
    }

    private static RteRule with(List<PatternItem> pattern, RteRule rule) {
        return new RteRule(rule.group(), rule.priority(), rule.traffic(), pattern, rule.actions());
    }

    private static PatternItem with(PatternItem item, RteField field, FieldValue value) {
        Map<RteField, FieldValue> fields = new EnumMap<>(item.fields());
        fields.put(field, value);
        return new PatternItem(item.item(), fields);
    }

    private static void refused(RteRule rule, String why) {
        assertThat(TunnelRulesTest.READER.read(0, rule))
                .isInstanceOfSatisfying(
                        RuleReading.None.class,
                        none -> assertThat(none.why().message()).contains(why));
    }

    private static Bytes bytes(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
