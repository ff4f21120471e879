package io.tandem.tc.megaflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.backend.Translation.Fit;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.property.WirePacket;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.filter.TcFilterArbitraries;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcOutcome;
import io.tandem.tc.translate.TcRule;
import io.tandem.tc.translate.TestBed;
import io.tandem.tc.wire.ActionStatistics;
import io.tandem.tc.wire.FilterDecoder;
import io.tandem.tc.wire.FilterDumpEncoder;
import io.tandem.tc.wire.FilterDumpEncoder.Counts;
import io.tandem.tc.wire.ReadFilter;
import io.tandem.tc.wire.TcDecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Megaflows to filters and back, and filters that nobody made from a megaflow. */
class FilterToMegaflowTest {
    private static final TcCapabilities KERNEL = TcCapabilities.NEWEST.withExactOptionLength(true);
    private static final MegaflowTranslator TRANSLATOR = TestBed.translator(KERNEL);
    private static final FilterToMegaflow READER = new FilterToMegaflow(KERNEL, TestNumbers.OF_TEST_BED);
    private static final int PACKETS = 40;
    private static final int ATTEMPTS = 12;

    private static final List<String> MATCHES = List.of(
            "eth(),eth_type(0x0800),ipv4(proto=6,ttl=64,frag=no),tcp(dst=80)",
            "eth(),eth_type(0x0800),ipv4(proto=17,ttl=9,frag=no)",
            "eth(),eth_type(0x0800),ipv4(proto=6,frag=later)",
            "eth(),eth_type(0x0800),ipv4(tos=0,frag=no)",
            "eth(),eth_type(0x86dd),ipv6(hlimit=255,frag=no)",
            "eth(),eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=135)",
            "eth(),eth_type(0x0806),arp(op=1)",
            "eth(),eth_type(0x8847),mpls(label=7,tc=1,ttl=9,bos=1)",
            "eth(),eth_type(0x8100),vlan(vid=5,pcp=3),encap(eth_type(0x0800),ipv4(proto=17,frag=no))",
            "recirc_id(3),in_port(1),ct_state(+trk),ct_zone(4),eth(),eth_type(0x0800),ipv4(proto=6,frag=no)",
            "in_port(4),tunnel(tun_id=0x7,src=1.2.3.4,dst=5.6.7.8,ttl=64,flags(+key)),eth(),eth_type(0x0800),ipv4(frag=no)",
            "in_port(8),eth(dst=00:01:02:03:04:05),eth_type(0x0800),ipv4(frag=no)");

    private static final List<String> ACTIONS = List.of(
            "2",
            "3",
            "8",
            "set(eth(dst=00:01:02:03:04:05))",
            "set(eth(src=0a:0b:0c:0d:0e:0f,dst=00:01:02:03:04:05))",
            "set(eth(src=00:00:00:00:00:07/00:00:00:00:00:0f))",
            "set(ipv4(ttl=17))",
            "set(ipv4(src=10.0.0.1,tos=0x4/0xfc))",
            "set(ipv4(dst=10.0.0.0/255.0.0.0))",
            "set(ipv6(dst=fe80::1,label=0x12345))",
            "set(ipv6(tclass=0x8,hlimit=3))",
            "set(tcp(dst=8080))",
            "set(tcp(src=1,dst=2))",
            "set(udp(src=53))",
            "set(arp(op=2,sip=1.2.3.4,sha=00:01:02:03:04:05))",
            "set(skb_mark(0x5))",
            "set(skb_mark(0x5/0xff))",
            "set(skb_priority(0x7))",
            "set(vlan(vid=9,pcp=1))",
            "set(vlan(vid=9/0xfff,pcp=0/0))",
            "set(mpls(label=9,tc=1,ttl=3,bos=1))",
            "set(tunnel(tun_id=0x9,src=1.1.1.1,dst=2.2.2.2,ttl=64,flags(csum|key))),4",
            "set(tunnel(tun_id=0x9,ipv6_src=fe80::1,ipv6_dst=fe80::2,tos=0x4,ttl=64,flags(df|key))),4",
            "set(tunnel(tun_id=0x9,dst=2.2.2.2,ttl=64,tp_dst=6081,geneve({class=0x102,type=3,len=4,0x01020304}),flags(key))),5",
            "dec_ttl(le_1(drop))",
            "push_vlan(vid=12,pcp=3)",
            "push_vlan(tpid=0x88a8,vid=12,pcp=0)",
            "pop_vlan",
            "push_mpls(label=99,tc=1,ttl=64,bos=1,eth_type=0x8847)",
            "pop_mpls(eth_type=0x800)",
            "pop_eth",
            "push_eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02)",
            "ct_clear",
            "ct(zone=4)",
            "ct(commit,zone=4,mark=0x5/0xff,label=0x12345678/0xffffffff)",
            "ct(force_commit,zone=4)",
            "ct(commit,zone=4,nat(src=10.0.0.1-10.0.0.9:100-200))",
            "ct(zone=4,nat)",
            "meter(9)",
            "psample(group=5)",
            "sample(sample=25.0%,actions(psample(group=5)))",
            "clone(2)",
            "check_pkt_len(size=100,gt(2),le(3))",
            "check_pkt_len(size=100,gt(2),le(drop))",
            "check_pkt_len(size=100,gt(set(eth(dst=00:01:02:03:04:05)),2),le(push_vlan(vid=12,pcp=3),3))",
            "recirc(0x5)");

    @Property(tries = 2_000)
    void readsBackWhatExactRulesMatch(@ForAll long seed) {
        Random random = new Random(seed);
        WirePacket first = WirePacket.any(random);
        Megaflow flow = TestBed.FLOWS.flow(first.datapathKey(), random);
        TcOutcome outcome = TRANSLATOR.translate(flow);
        for (int i = 0; i < ATTEMPTS && !isExact(outcome); i++) {
            flow = TestBed.FLOWS.flow(first.datapathKey(), random);
            outcome = TRANSLATOR.translate(flow);
        }
        Statistics.label("exact").collect(isExact(outcome)).coverage(coverage -> coverage.check(true)
                .percentage(percent -> percent > 20));
        if (!(outcome instanceof TcRule rule) || !isExact(outcome)) {
            return;
        }
        assertThat(READER.read(filter(rule)))
                .as("%s", flow.mask())
                .isInstanceOfSatisfying(FilterReading.Flow.class, r -> {
                    assertThat(r.inexactIn()).isEmpty();
                    assertThat(TRANSLATOR.translate(r.flow())).isEqualTo(rule);
                });
        Megaflow back = ((FilterReading.Flow) READER.read(filter(rule))).flow();
        assertThat(READER.read(told(filter(rule)))).isEqualTo(READER.read(filter(rule)));
        WirePacket packet = first;
        for (int i = 0; i < PACKETS; i++) {
            assertThat(back.matches(packet.datapathKey()))
                    .as("%s%n%s%n%s", flow.mask(), back.mask(), packet.datapathKey())
                    .isEqualTo(flow.matches(packet.datapathKey()));
            packet = (i % 4 == 0 ? first : packet).near(random);
        }
    }

    @Property(tries = 4_000)
    void readsBackWhatRulesDo(@ForAll long seed) {
        Random random = new Random(seed);
        String match = MATCHES.get(random.nextInt(MATCHES.size()));
        List<String> grown = List.of();
        for (int i = 0; i < 30 && grown.size() < 6; i++) {
            List<String> longer = new ArrayList<>(grown);
            longer.add(random.nextInt(longer.size() + 1), ACTIONS.get(random.nextInt(ACTIONS.size())));
            boolean rule = TRANSLATOR.translate(TestBed.flow(match, text(longer))) instanceof TcRule;
            grown = rule ? withoutVainPops(match, longer) : grown;
        }
        List<String> list = grown;
        Megaflow flow = TestBed.flow(match, text(list));
        TcRule rule = (TcRule) TRANSLATOR.translate(flow);
        Statistics.label("actions").collect(list.size() > 3).coverage(coverage -> coverage.check(true)
                .percentage(percent -> percent > 50));
        String text = match + " actions:" + text(list);
        assertThat(READER.read(filter(rule))).as(text).isInstanceOfSatisfying(FilterReading.Flow.class, read -> {
            List<OdpAction> done = read.flow().actions();
            assertThat(TRANSLATOR.translate(read.flow()))
                    .as("%s%n  reads %s", text, OdpActionText.print(done))
                    .isInstanceOfSatisfying(
                            TcRule.class, again -> assertThat(again.actions()).isEqualTo(rule.actions()));
            if (rule.actions().stream().noneMatch(a -> a.control().isJump())) {
                assertThat(ActionNormalForm.of(done)).as(text).isEqualTo(ActionNormalForm.of(flow.actions()));
            }
        });
    }

    /** What pops a tag that is not there becomes no action of a rule. */
    private static List<String> withoutVainPops(String match, List<String> list) {
        List<String> kept = new ArrayList<>();
        int tags = match.contains("vlan(") ? 1 : 0;
        for (String action : list) {
            boolean pop = action.equals("pop_vlan");
            if (!pop || tags > 0) {
                kept.add(action);
            }
            tags += action.startsWith("push_vlan") ? 1 : pop && tags > 0 ? -1 : 0;
            tags = action.startsWith("push_eth") ? 0 : tags;
        }
        return kept;
    }

    private static String text(List<String> list) {
        return list.isEmpty() ? "drop" : String.join(",", list);
    }

    @Property(tries = 5_000)
    void saysOfEveryFilterWhatItIs(@ForAll("filters") TcFilter any) {
        FilterId id = any.id();
        AttachPoint attach = id.priority() % 4 == 0 ? id.attach() : new AttachPoint.Ingress(101 + id.priority() % 8);
        TcFilter filter = TcFilter.of(
                new FilterId(attach, id.chain(), id.priority(), id.protocol(), id.handle()),
                any.match(),
                any.flags(),
                any.actions());
        FilterReading reading = READER.read(filter);
        Statistics.label("reading").collect(reading.getClass().getSimpleName());
        switch (reading) {
            case FilterReading.None none -> assertThat(none.why().sentence()).hasSizeGreaterThan(12);
            case FilterReading.Flow flow -> assertThat(flow.flow().mask().map()).isNotZero();
        }
    }

    @Provide
    Arbitrary<TcFilter> filters() {
        return TcFilterArbitraries.filters();
    }

    /** The filter as its holder tells of it. */
    private static TcFilter told(TcFilter filter) {
        byte[] message = new FilterDumpEncoder().encode(filter, 1, new Counts(5, 300, 4, 240), false);
        try {
            ReadFilter read =
                    new FilterDecoder().read(message, 0, message.length).orElseThrow();
            assertThat(read.unread()).isEmpty();
            assertThat(read.inHwCount()).isEqualTo(1);
            assertThat(read.statistics()).isEqualTo(new ActionStatistics(5, 300, 4, 240, 0, 0));
            return read.filter();
        } catch (TcDecodeException e) {
            throw new AssertionError(filter.toString(), e);
        }
    }

    private static boolean isExact(TcOutcome outcome) {
        return outcome instanceof TcRule rule && rule.fit() == Fit.EXACT;
    }

    private static TcFilter filter(TcRule rule) {
        return TcFilter.of(
                new FilterId(new AttachPoint.Ingress(100 + rule.inPort()), rule.chain(), 1, rule.protocol(), 1),
                rule.match(),
                Set.of(),
                rule.actions());
    }
}
