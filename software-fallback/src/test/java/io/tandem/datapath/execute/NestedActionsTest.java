package io.tandem.datapath.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.action.OdpAction;
import io.tandem.datapath.bond.Bond;
import io.tandem.datapath.bond.BondTable;
import io.tandem.datapath.header.FullChecksum;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.FlowField;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NestedActionsTest {
    private static final byte[] FRAME = Frames.udp(1, 53, 60);
    private static final byte[] TAGGED = Frames.tagged(FRAME, 0x8100, 5);

    private final List<byte[]> handed = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final MeterTable meters = new MeterTable();
    private final BondTable bonds = new BondTable();
    private final ActionBench bench = new ActionBench(ActionServices.none()
            .with(meters)
            .with(bonds)
            .with((UserspaceReceiver) (packet, action, actions) -> {
                handed.add(bytes(packet));
                told.add(OdpActionText.print(actions));
                return action.pid() != 0;
            })
            .with((PsampleReceiver) (packet, group, cookie, probability) -> {
                handed.add(bytes(packet));
                told.add(group + " " + cookie + " " + Integer.toUnsignedString(probability));
                return true;
            }));

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.copyTo(bytes, 0);
        return bytes;
    }

    @Test
    void endsTheListsAroundAnActionWhoseHeaderIsCutShort() throws OdpParseException {
        byte[] cut = Arrays.copyOf(FRAME, 14 + 19);
        for (String inner :
                List.of("clone(%s)", "sample(sample=100%%,actions(%s))", "check_pkt_len(size=9,gt(%s),le(1))")) {
            String actions = inner.formatted("clone(set(ipv4(ttl=9)),1),1") + ",1";
            assertThat(bench.execute(
                            cut, OdpActionText.parse(actions, PortNames.any()).toArray(OdpAction[]::new)))
                    .as(actions)
                    .isEmpty();
        }
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.TRUNCATED_HEADER, 3L));
    }

    private List<byte[]> execute(String actions) throws OdpParseException {
        return bench.execute(
                FRAME, OdpActionText.parse(actions, PortNames.any()).toArray(OdpAction[]::new));
    }

    @Test
    void keepsChangesToACopyFromThePacket() throws OdpParseException {
        assertThat(execute("clone(push_vlan(vid=5,pcp=0),1),1,clone(1,clone(push_vlan(vid=5,pcp=0),1),1)"))
                .containsExactly(TAGGED, FRAME, FRAME, TAGGED, FRAME);
        assertThat(execute("check_pkt_len(size=59,gt(push_vlan(vid=5,pcp=0),1),le(1)),1"))
                .containsExactly(TAGGED, FRAME);
        assertThat(execute("check_pkt_len(size=60,gt(drop),le(1,push_vlan(vid=5,pcp=0),1))"))
                .containsExactly(FRAME, TAGGED);
        assertThat(execute("sample(sample=100%,actions(push_vlan(vid=5,pcp=0),1)),1"))
                .containsExactly(TAGGED, FRAME);
        assertThat(bench.dropped()).isEmpty();
    }

    @Test
    void cutsTheNextOutputOnly() throws OdpParseException {
        byte[] cut = Arrays.copyOf(FRAME, 20);
        assertThat(execute("trunc(20),1,1")).containsExactly(cut, FRAME);
        assertThat(execute("trunc(14),1")).containsExactly(Arrays.copyOf(FRAME, 14));
        assertThat(execute("trunc(4294967295),1,trunc(60),1")).containsExactly(FRAME, FRAME);
        assertThat(execute("trunc(20),push_vlan(vid=5,pcp=0),1,1")).containsExactly(Arrays.copyOf(TAGGED, 24), TAGGED);
        assertThat(execute("trunc(20),clone(1,1),1")).containsExactly(cut, FRAME, FRAME);
        assertThat(execute("trunc(20),sample(sample=100%,actions(1)),1")).containsExactly(FRAME, cut);
        assertThat(execute("trunc(20),check_pkt_len(size=20,gt(1,1),le(1)),1")).containsExactly(FRAME, cut);
        assertThat(execute("trunc(20),userspace(pid=7),1")).containsExactly(FRAME);
        assertThat(handed).containsExactly(cut);
    }

    @Test
    void endsTheListThatADropStandsIn() throws OdpParseException {
        assertThat(execute("clone(drop,1),1")).hasSize(1);
        assertThat(bench.dropped()).isEmpty();
        assertThat(execute("clone(drop,1)")).isEmpty();
        assertThat(execute("clone(pop_eth,pop_eth,1)")).isEmpty();
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.FLOW_DROP, 1L, DropReason.WRONG_PACKET_TYPE, 1L));
    }

    @Test
    void dropsForTheReasonOfTheSlowPath() {
        bench.execute(FRAME, new OdpAction.Drop(10));
        bench.execute(FRAME, new OdpAction.Drop(77));
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.CONGESTION, 1L, DropReason.FLOW_DROP, 1L));
    }

    @Test
    void samplesAsOftenAsItIsAskedTo() throws OdpParseException {
        int sampled = 0;
        for (int i = 0; i < 10_000; i++) {
            sampled += execute("sample(sample=25%,actions(1))").size();
        }
        assertThat(sampled).isBetween(2_350, 2_650);
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.NO_OUTPUT, 10_000L - sampled));
        assertThat(execute("sample(sample=0.0%,actions(1))")).isEmpty();
        assertThat(chosen(1)).isEqualTo(chosen(1)).isNotEqualTo(chosen(2));
    }

    private static List<Integer> chosen(long seed) throws OdpParseException {
        ActionBench seeded = new ActionBench(ActionServices.none().seeded(seed));
        OdpAction[] sample = OdpActionText.parse("sample(sample=50%,actions(1))", PortNames.any())
                .toArray(OdpAction[]::new);
        return IntStream.range(0, 100)
                .map(i -> seeded.execute(FRAME, sample).size())
                .boxed()
                .toList();
    }

    @Test
    void handsToUserspaceAndToListeners() throws OdpParseException {
        assertThat(execute("userspace(pid=7,actions),userspace(pid=7)")).isEmpty();
        assertThat(told).hasSize(2).last().isEqualTo("drop");
        assertThat(told.getFirst()).startsWith("userspace(pid=7,").contains("actions),userspace(pid=7,");
        assertThat(bench.dropped()).isEmpty();
        execute("userspace(pid=0)");
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.USERSPACE_REFUSED, 1L));
        told.clear();
        execute("sample(sample=100%,actions(psample(group=3,cookie=0x0102)))");
        assertThat(told).containsExactly("3 0102 4294967295");
        assertThat(bench.dropped()).hasSize(1);
    }

    @Test
    void takesOneFromTheTimeToLiveOrDoesWhatIsSaidInstead() throws OdpParseException {
        byte[] sent = execute("dec_ttl(le_1(drop)),1").getFirst();
        byte[] expected = FRAME.clone();
        expected[22]--;
        FullChecksum.ipv4(expected, 14);
        byte[] frame = FRAME.clone();
        FullChecksum.ipv4(frame, 14);
        OdpAction[] actions = OdpActionText.parse("dec_ttl(le_1(push_vlan(vid=5,pcp=0),1)),1", PortNames.any())
                .toArray(OdpAction[]::new);
        assertThat(bench.execute(frame, actions)).containsExactly(expected);
        assertThat(sent[22]).isEqualTo(expected[22]);
        frame[22] = 1;
        assertThat(bench.execute(frame, actions)).containsExactly(Frames.tagged(frame, 0x8100, 5));
        assertThat(bench.execute(frame, new OdpAction.DecTtl(List.of()), new OdpAction.Output(1)))
                .isEmpty();
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.TTL_EXPIRED, 1L));
        byte[] arp = Frames.ethernet("88b5");
        assertThat(bench.execute(arp, actions)).containsExactly(arp);
    }

    @Test
    void dropsWhatExceedsItsMeter() throws OdpParseException {
        meters.set(3, new MeterConfig(MeterUnit.PACKETS, List.of(new MeterBand(2, 2))), 0);
        assertThat(execute("meter(3),1")).hasSize(1);
        assertThat(execute("meter(3),1")).hasSize(1);
        assertThat(execute("meter(3),1")).isEmpty();
        assertThat(execute("clone(meter(3),1),1")).hasSize(1);
        assertThat(execute("meter(4),1")).hasSize(1);
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.METER, 1L));
    }

    @Test
    void spreadsPacketsOverABond() throws OdpParseException {
        bonds.set(9, Bond.over(List.of(1, 2)));
        int first = 0;
        for (int i = 0; i < 200; i++) {
            first += bench.execute(Frames.udp(1000 + i, 53, 60), new OdpAction.LbOutput(9))
                    .size();
        }
        assertThat(first).isBetween(60, 140);
        assertThat(bench.dropped()).isEqualTo(Map.of(DropReason.NO_SUCH_PORT, 200L - first));
        long sent = IntStream.range(0, Bond.BUCKETS)
                .mapToLong(bonds.get(9).orElseThrow()::packets)
                .sum();
        assertThat(sent).isEqualTo(first);
        assertThat(execute("lb_output(8)")).isEmpty();
        assertThat(bench.dropped()).containsEntry(DropReason.NO_SUCH_BOND, 1L);
    }

    @Test
    void clearsWhatIsKnownOfTheConnection() throws OdpParseException {
        bench.metadata = metadata -> {
            metadata.set(FlowField.CT_STATE, 3);
            metadata.set(FlowField.CT_MARK, 9);
            metadata.set(FlowField.CT_LABEL, 1, 7);
            metadata.set(FlowField.DP_HASH, 5);
            metadata.set(FlowField.TUNNEL_ID, 6);
        };
        execute("ct_clear,recirc(0x1)");
        assertThat(bench.recirculated.get(FlowField.CT_STATE)).isZero();
        assertThat(bench.last.metadata().word(FlowField.CT_LABEL.word() + 1)).isZero();
        assertThat(bench.last.metadata().word(FlowField.CT_MARK.word())).isEqualTo(5L << 32);
        assertThat(bench.last.metadata().word(FlowField.TUNNEL_ID.word())).isEqualTo(6);
    }

    @Test
    void setsTheWholeTunnel() throws OdpParseException {
        bench.metadata = metadata -> {
            metadata.set(FlowField.TUNNEL_FAMILY, 1);
            metadata.set(FlowField.TUNNEL_GENEVE_OPTIONS, 3, 7);
        };
        execute("set(tunnel(tun_id=0x5,src=1.2.3.4,dst=5.6.7.8,ttl=64,geneve({class=0x102,type=0x3,len=4,0x0a0b0c0d}),"
                + "flags(key))),recirc(0x1)");
        assertThat(bench.recirculated.get(FlowField.TUNNEL_ID)).isEqualTo(5);
        assertThat(bench.recirculated.get(FlowField.TUNNEL_IPV4_DST)).isEqualTo(0x05060708);
        assertThat(bench.recirculated.word(FlowField.TUNNEL_GENEVE_OPTIONS.word()))
                .isEqualTo(0x010203010a0b0c0dL);
        assertThat(bench.recirculated.word(FlowField.TUNNEL_GENEVE_OPTIONS.word() + 3))
                .isZero();
    }

    @Test
    void refusesWhatNestsTooDeep() {
        List<OdpAction> actions = List.of(new OdpAction.Output(1));
        for (int i = 0; i < StepCompiler.MOST_NESTED; i++) {
            actions = List.of(new OdpAction.Clone(actions));
        }
        assertThat(bench.execute(FRAME, actions.toArray(OdpAction[]::new))).hasSize(1);
        List<OdpAction> deeper = List.of(new OdpAction.Clone(actions));
        assertThat(Step.unsupported(deeper)).isPresent();
        assertThatThrownBy(() -> Step.prepare(deeper)).isInstanceOf(IllegalArgumentException.class);
    }
}
