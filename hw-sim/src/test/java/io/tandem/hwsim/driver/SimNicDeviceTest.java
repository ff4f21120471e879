package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.action.OdpAction;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice.Recovery;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.hwsim.v1.Fault;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SimNicDeviceTest {
    /** More than a frame alone takes from its first beat in until its completion. */
    private static final int CLOCKS_OF_ONE = 80;

    private static final String UDP_53 = "in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=53)";

    private NicRig rig;
    private SimNicDevice nic;

    @BeforeEach
    void open() throws Exception {
        rig = NicRig.open("small");
        nic = rig.nic();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void forwardsWhatARuleMatchesAndGivesTheRestToTheHost() throws Exception {
        rig.install(flow(UDP_53 + " actions:set(eth(dst=52:54:00:00:00:2e)),3"));
        byte[] match = Frames.udp(1000, 53, 60);
        byte[] miss = Frames.udp(1000, 54, 60);

        WireBurst burst = rig.send(match, miss);

        assertThat(burst.verdict(0)).isEqualTo(Verdict.FORWARD);
        assertThat(burst.outPort(0, 0)).isEqualTo(3);
        byte[] expected = match.clone();
        System.arraycopy(new byte[] {0x52, 0x54, 0, 0, 0, 0x2e}, 0, expected, 0, 6);
        assertThat(burst.outFrame(0, 0)).isEqualTo(expected);
        assertThat(burst.verdict(1)).isEqualTo(Verdict.TO_HOST);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void matchesEveryHeader(String match, String frame, String other) throws Exception {
        rig.install(flow("in_port(1)," + match + " actions:2"));

        WireBurst burst = rig.send(Frames.ethernet(frame), Frames.ethernet(other));

        assertThat(burst.verdict(0)).isEqualTo(Verdict.FORWARD);
        assertThat(burst.verdict(1)).isEqualTo(Verdict.TO_HOST);
    }

    static Stream<Arguments> headers() {
        String arp = "0806 0001 0800 0604 %s 020000000001 0a000001 000000000000 0a000002";
        String ip = "0800 450000%x 0000 4000 40%s 0000 0a000001 0a000002";
        String ip6 = "86dd 6b312345 %04x %s40 20010db8000000000000000000000001 fe800000000000000000000000000002";
        String nd = "8700 0000 00000000 fe80000000000000000000000000000%x 0101 02000000000%x";
        String echo = ip.formatted(36, "01") + "%02x00 0000 00000000 00000000 00000000";
        String sctp = ip.formatted(32, "84") + "%04x 0b59 00000000 00000000";
        return Stream.of(
                Arguments.of("eth_type(0x0806),arp(op=1)", arp.formatted("0001"), arp.formatted("0002")),
                Arguments.of(
                        "eth_type(0x88a8),vlan(vid=6),encap(eth_type(0x8100),vlan(vid=5),encap(eth_type(0x88b5)))",
                        "88a8 0006 8100 0005 88b5",
                        "88a8 0006 8100 0007 88b5"),
                Arguments.of(
                        "eth_type(0x8847),mpls(label=1,bos=0,label=2,bos=1)",
                        "8847 000010ff 000021fe",
                        "8847 000010ff 000031fe"),
                Arguments.of(
                        "eth_type(0x0800),ipv4(proto=1,frag=no),icmp(type=8)", echo.formatted(8), echo.formatted(0)),
                Arguments.of(
                        "eth_type(0x0800),ipv4(proto=132,frag=no),sctp(src=7)", sctp.formatted(7), sctp.formatted(8)),
                Arguments.of(
                        "eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=135),nd(target=fe80::3,sll=02:00:00:00:00:04)",
                        ip6.formatted(32, "3a") + nd.formatted(3, 4),
                        ip6.formatted(32, "3a") + nd.formatted(3, 5)),
                Arguments.of(
                        "eth_type(0x86dd),ipv6(label=0x12345,proto=17,frag=first),udp(dst=53)",
                        ip6.formatted(16, "2c") + "1100 0001 00000007 30390035 00080000",
                        ip6.formatted(16, "2c") + "1100 0000 00000007 30390035 00080000"),
                Arguments.of("ct_state(-trk),ct_mark(0),skb_mark(0),eth_type(0x88b5)", "88b5 0000", "88b6 0000"),
                Arguments.of("eth_type(0x05ff)", "0010 424203 0000 00 00 00 8000 020000000001", "88b5 0000 0000 0000"));
    }

    @Test
    void pushesAndPopsTagsAtEverySize() throws Exception {
        rig.install(flow(UDP_53 + " actions:push_vlan(vid=100,pcp=3),2"));
        rig.install(flow("in_port(1),eth_type(0x8100),vlan(vid=7),encap(eth_type(0x0800),ipv4(frag=no))"
                + " actions:pop_vlan,4"));
        rig.install(flow("in_port(1),eth_type(0x8100),vlan(vid=8),encap(eth_type(0x0800),ipv4(frag=no))"
                + " actions:pop_vlan,push_vlan(tpid=0x88a8,vid=9,pcp=0),4"));
        List<byte[]> frames = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int size = 42; size < 330; size++) {
            byte[] plain = Frames.udp(1, 53, size);
            frames.add(plain);
            expected.add(Frames.tagged(plain, 0x8100, 3 << 13 | 100));
            frames.add(Frames.tagged(plain, 0x8100, 7));
            expected.add(plain);
            frames.add(Frames.tagged(plain, 0x8100, 8));
            expected.add(Frames.tagged(plain, 0x88a8, 9));
        }

        WireBurst burst = rig.send(frames.toArray(byte[][]::new));

        for (int i = 0; i < frames.size(); i++) {
            assertThat(burst.verdict(i)).as("frame %d", i).isEqualTo(Verdict.FORWARD);
            assertThat(burst.outFrame(i, 0)).as("frame %d", i).isEqualTo(expected.get(i));
        }
    }

    @Test
    void sendsEachCopyAsTheFrameWasAtItsOutput() throws Exception {
        rig.install(
                flow(UDP_53 + " actions:4,set(eth(dst=52:54:00:00:00:2e)),push_vlan(vid=5,pcp=0),clone(pop_vlan,2),1"));
        byte[] frame = Frames.udp(1000, 53, 1500);
        byte[] changed = frame.clone();
        System.arraycopy(new byte[] {0x52, 0x54, 0, 0, 0, 0x2e}, 0, changed, 0, 6);

        WireBurst burst = rig.send(frame, Frames.udp(1, 54, 60), frame);

        for (int i = 0; i <= 2; i += 2) {
            assertThat(burst.copies(i)).isEqualTo(3);
            assertThat(burst.outPort(i, 0)).isEqualTo(4);
            assertThat(burst.outFrame(i, 0)).isEqualTo(frame);
            assertThat(burst.outPort(i, 1)).isEqualTo(2);
            assertThat(burst.outFrame(i, 1)).isEqualTo(changed);
            assertThat(burst.outPort(i, 2)).isEqualTo(1);
            assertThat(burst.outFrame(i, 2)).isEqualTo(Frames.tagged(changed, 0x8100, 5));
        }
        assertThat(burst.verdict(1)).isEqualTo(Verdict.TO_HOST);
        assertThat(nic.read(Register.PORT_TX_PACKETS, 3)).isEqualTo(2);
        assertThat(nic.read(Register.PORT_TX_BYTES, 0)).isEqualTo(2 * 1504);
    }

    @Test
    void countsExactlyAndAnswersFinalCountersOnDelete() throws Exception {
        Megaflow flow = flow(UDP_53 + " actions:2");
        rig.install(flow);
        byte[][] frames = new byte[100][];
        long bytes = 0;
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Frames.udp(i, 53, 60 + i);
            bytes += frames[i].length;
        }
        rig.send(frames);

        OffloadResult result =
                nic.apply(List.of(new OffloadOperation.Delete(flow.ufid()))).getFirst();

        assertThat(result).isInstanceOfSatisfying(OffloadResult.Deleted.class, deleted -> {
            assertThat(deleted.last().packets()).isEqualTo(100);
            assertThat(deleted.last().usedNanos()).isEqualTo(NicRig.NOW);
        });
        assertThat(((OffloadResult.Deleted) result).last().bytes()).isEqualTo(bytes);
        assertThat(rig.send(frames).verdict(0)).isEqualTo(Verdict.TO_HOST);
        assertThat(nic.read(Register.RX_PACKETS, 0)).isEqualTo(200);
        assertThat(nic.read(Register.HITS, 0) + nic.read(Register.TO_HOST, 0)).isEqualTo(200);
    }

    @Test
    void modifiesActionsAndAnswersTheCountersUnderTheOldOnes() throws Exception {
        Megaflow flow = flow(UDP_53 + " actions:2");
        rig.install(flow);
        rig.send(Frames.udp(1, 53, 60), Frames.udp(2, 53, 60));

        OffloadResult result = nic.apply(List.of(
                        new OffloadOperation.Modify(flow.withActions(OdpActionText.parse("drop", PortNames.any())))))
                .getFirst();

        assertThat(result).isInstanceOfSatisfying(OffloadResult.Modified.class, modified -> assertThat(
                        modified.last().packets())
                .isEqualTo(2));
        assertThat(rig.send(Frames.udp(1, 53, 60)).verdict(0)).isEqualTo(Verdict.DROP);
        assertThat(rig.dump(Set.of(flow.ufid()))).singleElement().satisfies(rule -> {
            assertThat(rule.counters().packets()).isEqualTo(1);
            assertThat(rule.readback()).isEqualTo(new RuleSnapshot.Readback.Same());
        });
    }

    @Test
    void takesOneSmallestFrameEveryClock() throws Exception {
        rig.install(flow(UDP_53 + " actions:2"));
        byte[][] frames = new byte[256][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Frames.udp(i, 53, 60);
        }
        long before = nic.cycles();

        rig.send(frames);

        assertThat(nic.cycles() - before).isLessThan(256 + CLOCKS_OF_ONE);
    }

    @Test
    void refusesWhatItCannotMatchOrDo() throws Exception {
        refused("in_port(1),ct_mark(5),eth_type(0x0800) actions:2", Refusal.Code.UNSUPPORTED_FIELD, "ct_mark");
        refused("in_port(1),eth_type(0x894f) actions:2", Refusal.Code.UNSUPPORTED_FIELD, "eth_type");
        refused(
                "in_port(1),eth_type(0x0800) actions:set(eth(dst=52:54:00:00:00:2e)),recirc(1)",
                Refusal.Code.UNSUPPORTED_ACTION,
                "recirc(0x1)");
        refused("in_port(9),eth_type(0x0800) actions:2", Refusal.Code.PORT_NOT_OFFLOADABLE, "in_port");
        refused("in_port(1),eth_type(0x0800) actions:2,3,4,1,2", Refusal.Code.UNSUPPORTED_ACTION, "2");
        refused("in_port(1),eth_type(0x0800) actions:2,9", Refusal.Code.PORT_NOT_OFFLOADABLE, "9");
        refused("in_port(1),eth_type(0x0800) actions:pop_vlan,3", Refusal.Code.PREREQUISITE, "pop_vlan");
        refused("in_port(1),eth_type(0x0800) actions:ct,3", Refusal.Code.UNSUPPORTED_ACTION, "ct");
        refused(
                "in_port(1),eth_type(0x0800),ipv4(frag=no) actions:set(tcp(src=5)),3",
                Refusal.Code.PREREQUISITE,
                "set(tcp(src=5))");
        refused(
                "in_port(1),eth_type(0x0800),ipv4(proto=132,frag=no) actions:set(sctp(src=5,dst=6)),3",
                Refusal.Code.UNSUPPORTED_ACTION,
                "set(sctp(src=5,dst=6))");
        refused(
                "in_port(1),eth_type(0x0800),ipv4(frag=no) actions:push_mpls(label=1,tc=0,ttl=64,bos=1,eth_type=0x8847),dec_ttl(le_1(drop)),3",
                Refusal.Code.ACTION_ORDER,
                "dec_ttl(le_1(drop))");
        refused(
                "in_port(1),eth_type(0x0800),ipv4(frag=no) actions:set(ipv4(ttl=9)),set(ipv4(ttl=8)),3",
                Refusal.Code.ACTION_ORDER,
                "set(ipv4(ttl=8))");
        refused(
                "in_port(1) actions:push_vlan(vid=1,pcp=0),push_vlan(vid=2,pcp=0),push_vlan(vid=3,pcp=0),3",
                Refusal.Code.ACTION_ORDER,
                "push_vlan(vid=3,pcp=0)");
    }

    /** Packets that need fewer lookups wait for those before them that need more. */
    @Test
    void looksPacketsUpInOneChainAfterTheOtherAndKeepsTheirOrder() throws Exception {
        List<Megaflow> flows = new ArrayList<>();
        for (int chain = 0; chain < 5; chain++) {
            String match = chain(chain);
            flows.add(
                    flow(match + ",udp(dst=1) actions:" + (chain < 2 ? "recirc(0x%x)".formatted(id(chain + 1)) : "2")));
            flows.add(flow(
                    match + ",udp(dst=2) actions:" + (chain < 3 ? "recirc(0x%x)".formatted(id(chain + 1)) : "drop")));
            flows.add(
                    flow(match + ",udp(dst=3) actions:" + (chain < 4 ? "recirc(0x%x)".formatted(id(chain + 1)) : "2")));
            flows.add(flow(match + ",udp(dst=4) actions:" + (chain < 1 ? "recirc(0x%x)".formatted(id(9)) : "2")));
            flows.add(flow(match + ",udp(dst=5) actions:3"));
        }
        for (Megaflow flow : flows) {
            rig.install(flow);
        }
        byte[][] frames = new byte[200][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Frames.udp(i, 1 + i % 5, 60 + i);
        }

        WireBurst burst = rig.send(frames);

        List<Verdict> verdicts =
                List.of(Verdict.FORWARD, Verdict.DROP, Verdict.TO_HOST, Verdict.TO_HOST, Verdict.FORWARD);
        for (int i = 0; i < frames.length; i++) {
            assertThat(burst.verdict(i)).as("frame %d", i).isEqualTo(verdicts.get(i % 5));
            if (burst.verdict(i) == Verdict.FORWARD) {
                assertThat(burst.outPort(i, 0)).isEqualTo(i % 5 == 0 ? 2 : 3);
                assertThat(burst.outFrame(i, 0)).isEqualTo(frames[i]);
            }
        }
        assertThat(nic.read(Register.PASSES, 0)).isEqualTo(4);
        assertThat(nic.read(Register.HITS, 0)).isEqualTo(120);
        assertThat(nic.read(Register.MISSES, 0)).isEqualTo(80);
        Map<Ufid, Long> counted = rig.dump(Set.of()).stream()
                .collect(Collectors.toMap(
                        RuleSnapshot::ufid, rule -> rule.counters().packets()));
        for (int i = 0; i < flows.size(); i++) {
            int chain = i / 5;
            // what went to the host at last is counted there
            boolean counts = i % 5 == 0 && chain < 3 || i % 5 == 1 && chain < 4 || i % 5 == 4 && chain == 0;
            assertThat(counted)
                    .as(flows.get(i).toString())
                    .containsEntry(flows.get(i).ufid(), counts ? 40L : 0L);
        }
    }

    private static String chain(int number) {
        return (number == 0 ? "" : "recirc_id(0x%x),".formatted(id(number)))
                + "in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no)";
    }

    private static int id(int chain) {
        return chain * 0x11111111;
    }

    @Test
    void refusesToLookAtHeadersThatPacketsMayNotHave() throws Exception {
        FlowKey udp = flow(UDP_53 + " actions:2").key();
        FlowMask.Builder ports = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.UDP_DST);
        Megaflow anyProtocol = Megaflow.of(udp.masked(ports.build()), ports.build(), List.of(new OdpAction.Output(2)));
        assertThat(nic.explain(anyProtocol)).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.code())
                .isEqualTo(Refusal.Code.PREREQUISITE));

        FlowMask untagged = ports.exact(FlowField.IPV4_PROTO)
                .exact(FlowField.VLAN_CFI)
                .exact(FlowField.VLAN_VID)
                .build();
        rig.install(Megaflow.of(udp.masked(untagged), untagged, List.of(new OdpAction.Output(2))));
        assertThat(rig.send(Frames.udp(1, 53, 60)).verdict(0)).isEqualTo(Verdict.FORWARD);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"EXIT", "HANG", "GARBAGE"})
    void comesBackFromAFaultWithNothingForgotten(Fault.Kind kind) throws Exception {
        Megaflow flow = flow(UDP_53 + " actions:2");
        rig.install(flow);
        byte[] frame = Frames.udp(1, 53, 60);
        rig.send(frame, frame, frame);
        Fault fault = Fault.newBuilder().setKind(kind).build();
        try {
            nic.controls().inject(fault);
        } catch (DeviceException expected) {
            assertThat(nic.failed()).isTrue();
        }

        assertThat(rig.send(frame).verdict(0)).isEqualTo(Verdict.TO_HOST);
        assertThat(nic.failed()).isTrue();
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> rig.dump(Set.of()));
        Recovery recovery = nic.recover();

        assertThat(recovery.generation()).isEqualTo(2).isEqualTo(nic.generation());
        assertThat(recovery.lost()).singleElement().satisfies(lost -> {
            assertThat(lost.ufid()).isEqualTo(flow.ufid());
            assertThat(lost.last().packets()).isEqualTo(3);
            assertThat(lost.last().bytes()).isEqualTo(180);
        });
        assertThat(rig.dump(Set.of())).isEmpty();
        rig.install(flow);
        assertThat(rig.send(frame).verdict(0)).isEqualTo(Verdict.FORWARD);
    }

    @Test
    void saysWhichRuleTheDeviceRejected() throws Exception {
        nic.controls()
                .inject(Fault.newBuilder()
                        .setKind(Fault.Kind.REJECT_WRITE)
                        .setN(2)
                        .build());
        rig.install(flow(UDP_53 + " actions:2"));
        Megaflow second = flow("in_port(2) actions:1");

        assertThat(rig.put(second)).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                        refused.refusal().code())
                .isEqualTo(Refusal.Code.DEVICE_ERROR));
        rig.install(second);
    }

    private void refused(String line, Refusal.Code code, String subject) throws OdpParseException {
        assertThat(nic.explain(flow(line))).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.subject()).isEqualTo(subject);
        });
    }
}
