package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.KeyBits;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.hwsim.v1.Fault;
import io.tandem.vectors.Frames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the driver puts rules: in tuples of their masks, in the TCAM, and in other slots once it has moved others. */
class RulePlacementTest {
    /** Not among those that the first dump looks at. */
    private static final int STRAY_SLOT = 600;

    private NicRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = NicRig.open("small");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void holdsRulesOfAnyMaskWhereNoTupleIsLeftUntilThoseAreAllTakenToo() throws Exception {
        List<Megaflow> flows = new ArrayList<>();
        for (int length = 5; length <= 24; length++) {
            int mask = -1 << Integer.SIZE - length;
            flows.add(flow("in_port(1),eth_type(0x0800),ipv4(src=%s/%s,dst=10.0.0.%d) actions:2"
                    .formatted(address(0x0a000001 & mask), address(mask), length)));
        }
        for (Megaflow flow : flows) {
            rig.install(flow);
        }

        Megaflow more = flow("in_port(1),eth_type(0x0800),ipv4(dst=10.0.0.1) actions:2");
        assertThat(rig.put(more)).isInstanceOfSatisfying(OffloadResult.Refused.class, refused -> assertThat(
                        refused.refusal().code())
                .isEqualTo(Refusal.Code.MASK_LIMIT));
        for (int length = 5; length <= 24; length++) {
            assertThat(rig.send(to(0x0a000000 + length)).verdict(0)).isEqualTo(Verdict.FORWARD);
        }
        assertThat(rig.send(to(0x0a000001)).verdict(0)).isEqualTo(Verdict.TO_HOST);
        assertThat(rig.dump(flows.stream().map(Megaflow::ufid).collect(Collectors.toSet())))
                .hasSize(flows.size())
                .allSatisfy(rule -> {
                    assertThat(rule.counters().packets()).isEqualTo(1);
                    assertThat(rule.readback()).isEqualTo(new RuleSnapshot.Readback.Same());
                });

        rig.nic().apply(List.of(new OffloadOperation.Delete(flows.getLast().ufid())));
        assertThat(rig.send(to(0x0a000018)).verdict(0)).isEqualTo(Verdict.TO_HOST);
        rig.install(more);
        assertThat(rig.send(to(0x0a000001)).verdict(0)).isEqualTo(Verdict.FORWARD);
    }

    /** Every rule sees one packet after each batch, so that one which is moved has counts to lose. */
    @Test
    void movesRulesToMakeRoomAndLosesNeitherPacketsNorCounts() throws Exception {
        List<Megaflow> held = new ArrayList<>();
        Map<Ufid, Long> sent = new HashMap<>();
        int refused = 0;
        for (int batch = 0; batch < 15; batch++) {
            List<Megaflow> flows = new ArrayList<>();
            for (int i = batch * 20; i < batch * 20 + 20; i++) {
                flows.add(flow("in_port(1),eth_type(0x0800),ipv4(dst=" + address(destination(i)) + ") actions:2"));
            }
            List<OffloadResult> results = rig.nic()
                    .apply(flows.stream()
                            .<OffloadOperation>map(OffloadOperation.Put::new)
                            .toList());
            for (int i = 0; i < flows.size(); i++) {
                if (results.get(i) instanceof OffloadResult.Installed) {
                    held.add(flows.get(i));
                } else {
                    refused++;
                    assertThat(results.get(i)).isInstanceOfSatisfying(OffloadResult.Refused.class, r -> assertThat(
                                    r.refusal().code())
                            .isEqualTo(Refusal.Code.TABLE_FULL));
                }
            }
            WireBurst burst = rig.send(held.stream()
                    .map(f -> to((int) f.key().get(FlowField.IPV4_DST)))
                    .toArray(byte[][]::new));
            for (int i = 0; i < held.size(); i++) {
                assertThat(burst.verdict(i)).as("rule %d", i).isEqualTo(Verdict.FORWARD);
                sent.merge(held.get(i).ufid(), 1L, Long::sum);
            }
        }

        assertThat(held).as("of 256 slots and 16 for any mask").hasSizeGreaterThan(250);
        assertThat(refused).isPositive();
        assertThat(rig.dump(sent.keySet())).hasSize(held.size()).allSatisfy(rule -> {
            assertThat(rule.counters().packets()).isEqualTo(sent.getOrDefault(rule.ufid(), 0L));
            assertThat(rule.counters().bytes()).isEqualTo(60L * sent.getOrDefault(rule.ufid(), 0L));
            assertThat(rule.counters().usedNanos()).isEqualTo(NicRig.NOW);
            assertThat(rule.readback()).isEqualTo(new RuleSnapshot.Readback.Same());
        });
        assertThat(rig.nic().flush())
                .hasSize(held.size())
                .allSatisfy(gone -> assertThat(gone.last().packets()).isEqualTo(sent.getOrDefault(gone.ufid(), 0L)));
    }

    @Test
    void leavesRulesWhereTheyAreWhoseMoveIsRejected() throws Exception {
        List<Integer> held = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // most of the later writes are moves
            rig.nic()
                    .controls()
                    .inject(Fault.newBuilder()
                            .setKind(Fault.Kind.REJECT_WRITE)
                            .setN(i % 3 == 0 ? 1 : 0)
                            .build());
            Megaflow flow = flow("in_port(1),eth_type(0x0800),ipv4(dst=" + address(destination(i)) + ") actions:2");
            if (rig.put(flow) instanceof OffloadResult.Installed) {
                held.add(i);
            }
        }

        WireBurst burst = rig.send(held.stream().map(i -> to(destination(i))).toArray(byte[][]::new));

        assertThat(held).hasSizeGreaterThan(150);
        for (int i = 0; i < held.size(); i++) {
            assertThat(burst.verdict(i)).as("rule %d", held.get(i)).isEqualTo(Verdict.FORWARD);
        }
        assertThat(rig.dump(Set.of())).hasSize(held.size());
    }

    @Test
    void holdsTwoThousandRulesOfOneMask() throws Exception {
        rig.close();
        rig = NicRig.open("typical");
        int installed = 0;
        List<OffloadOperation> batch = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            batch.add(new OffloadOperation.Put(
                    flow("in_port(1),eth_type(0x0800),ipv4(src=10.0." + (i >> 8) + "." + (i & 255) + ") actions:2")));
        }
        for (OffloadResult result : rig.nic().apply(batch)) {
            installed += result instanceof OffloadResult.Installed ? 1 : 0;
        }

        assertThat(installed).isEqualTo(2000);
        assertThat(rig.dump(Set.of())).hasSize(installed);
    }

    @Test
    void findsInTimeARuleThatLiesWhereItPutNone() throws Exception {
        rig.close();
        rig = NicRig.open("typical");
        Megaflow own = flow("in_port(1),eth_type(0x0800) actions:2");
        rig.install(own);
        NicOperations behindItsBack = new NicOperations();
        behindItsBack.writeRule(
                STRAY_SLOT,
                new Ufid(1, 2),
                new NicRule(new long[KeyBits.WORDS], new long[KeyBits.WORDS], new long[ActionBits.WORDS]));
        rig.nic().ask(behindItsBack);

        assertThat(rig.dump(Set.of())).extracting(RuleSnapshot::ufid).containsExactly(own.ufid());
        assertThat(rig.dump(Set.of()))
                .extracting(RuleSnapshot::ufid, RuleSnapshot::readback)
                .containsExactlyInAnyOrder(
                        tuple(own.ufid(), new RuleSnapshot.Readback.NotRead()),
                        tuple(new Ufid(1, 2), new RuleSnapshot.Readback.Unknown()));
    }

    private static int destination(int number) {
        return 0x0a000000 | number * 0x9e3779b1 >>> 8;
    }

    private static String address(int bits) {
        return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 255, bits >>> 8 & 255, bits & 255);
    }

    private static byte[] to(int destination) {
        byte[] frame = Frames.udp(1, 53, 60);
        ByteBuffer.wrap(frame).putInt(30, destination);
        return frame;
    }
}
