package io.tandem.agent.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.validate.MatchValidator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningSwitchTest {
    private static final long A = 0x5254_0000_000aL;
    private static final long B = 0x5254_0000_000bL;
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long SECOND = 1_000_000_000L;

    private long now = 5 * SECOND;
    private final LearningSwitch bridge = bridge(8, 8);

    @Test
    void floodsToAllPortsButTheIngressUntilTheStationIsKnown() {
        assertThat(actions(frame(1, A, B))).isEqualTo("2,3,4");
        assertThat(actions(frame(3, B, A))).isEqualTo("1");
        assertThat(actions(frame(1, A, B))).isEqualTo("3");
    }

    @Test
    void dropsWhatWouldGoBackWhereItCameFrom() {
        bridge.answer(frame(1, A, BROADCAST));
        assertThat(bridge.answer(frame(1, B, A)).actions()).containsExactly(new OdpAction.Drop());
    }

    @Test
    void learnsForEachVlanOfItsOwn() {
        bridge.answer(frame(1, A, BROADCAST));
        bridge.answer(tagged(frame(2, A, BROADCAST), 10));
        assertThat(actions(frame(3, B, A))).isEqualTo("1");
        assertThat(actions(tagged(frame(3, B, A), 10))).isEqualTo("2");
        assertThat(actions(tagged(frame(3, B, A), 11))).isEqualTo("1,2,4");
    }

    @Test
    void priorityTaggedFramesBelongWithUntaggedOnes() {
        bridge.answer(frame(1, A, BROADCAST));
        assertThat(actions(tagged(frame(3, B, A), 0))).isEqualTo("1");
    }

    @Test
    void groupAddressesAreNeverLearned() {
        bridge.answer(frame(1, 0x0100_5e00_0001L, B));
        assertThat(bridge.stations()).isZero();
        assertThat(actions(frame(2, A, 0x0100_5e00_0001L))).isEqualTo("1,3,4");
    }

    @ParameterizedTest
    @ValueSource(longs = {0x0180_c200_0000L, 0x0180_c200_0002L, 0x0180_c200_000fL})
    void framesThatBridgesKeepAreDroppedAndTeachNothing(long destination) {
        assertThat(actions(frame(1, A, destination))).isEqualTo("drop");
        assertThat(bridge.stations()).isZero();
        assertThat(actions(frame(1, A, 0x0180_c200_0010L))).isEqualTo("2,3,4");
    }

    @Test
    void looksAtNoMoreThanItNeeds() {
        assertThat(text(bridge.answer(frame(1, A, B))))
                .isEqualTo("recirc_id(0),in_port(1),eth(src=52:54:00:00:00:0a,dst=52:54:00:00:00:0b),eth_type(0x0800)");
        assertThat(text(bridge.answer(frame(1, A, BROADCAST))))
                .isEqualTo("recirc_id(0),in_port(1),eth(src=52:54:00:00:00:0a,"
                        + "dst=ff:ff:ff:ff:ff:f0/ff:ff:ff:ff:ff:f0),eth_type(0x0800)");
        assertThat(text(bridge.answer(tagged(frame(1, A, B), 7)))).contains("vlan(vid=7)");
    }

    @Test
    void movedStationChangesTheAnswersAndTheVersion() {
        bridge.answer(frame(1, A, BROADCAST));
        Megaflow toA = bridge.answer(frame(3, B, A));
        long before = bridge.version();
        bridge.answer(frame(1, A, BROADCAST));
        assertThat(bridge.version()).isEqualTo(before);
        bridge.answer(frame(2, A, BROADCAST));
        assertThat(bridge.version()).isGreaterThan(before);
        assertThat(bridge.revalidate(toA)).hasValue(List.of(new OdpAction.Output(2)));
    }

    @Test
    void revalidationTeachesNothing() {
        bridge.revalidate(bridge.answer(frame(1, A, B)).withActions(List.of()));
        Megaflow flow = new LearningSwitchTest().bridge.answer(frame(2, B, A));
        bridge.revalidate(flow);
        assertThat(bridge.stations()).isEqualTo(1);
    }

    @Test
    void flowOfAnotherShapeHasToGo() {
        Megaflow flow = bridge.answer(frame(1, A, B));
        FlowMask more = flow.mask().toBuilder().exact(FlowField.IPV4_PROTO).build();
        assertThat(bridge.revalidate(Megaflow.of(flow.key(), more, flow.actions())))
                .isEmpty();
    }

    @Test
    void stationsAgeUnlessTheirFlowsCarryPackets() {
        Megaflow fromA = bridge.answer(frame(1, A, BROADCAST));
        bridge.answer(frame(2, B, BROADCAST));
        now += 299 * SECOND;
        bridge.seen(fromA, now - SECOND);
        long before = bridge.version();
        now += SECOND;
        assertThat(bridge.version()).isGreaterThan(before);
        assertThat(bridge.stations()).isEqualTo(1);
        assertThat(actions(frame(3, 0x0200_0000_0001L, A))).isEqualTo("1");
        now += 297 * SECOND;
        assertThat(actions(frame(4, 0x0200_0000_0002L, A))).isEqualTo("1");
        now += SECOND;
        assertThat(actions(frame(3, 0x0200_0000_0001L, A))).isEqualTo("1,2,4");
    }

    @Test
    void forgottenStationIsLearnedAgainFromItsFlow() {
        Megaflow fromA = bridge.answer(frame(1, A, BROADCAST));
        now += 400 * SECOND;
        assertThat(bridge.stations()).isZero();
        bridge.answer(frame(1, B, BROADCAST));
        bridge.seen(fromA, now - 350 * SECOND);
        assertThat(bridge.stations()).isEqualTo(1);
        bridge.seen(fromA, now);
        assertThat(actions(frame(3, B, A))).isEqualTo("1");
    }

    @Test
    void staleFlowDoesNotMoveAStationBack() {
        Megaflow old = bridge.answer(frame(1, A, BROADCAST));
        now += SECOND;
        bridge.answer(frame(2, A, BROADCAST));
        bridge.seen(old, now - SECOND / 2);
        assertThat(actions(frame(3, B, A))).isEqualTo("2");
        now += SECOND;
        bridge.seen(old, now);
        assertThat(actions(frame(3, B, A))).isEqualTo("1");
    }

    @Test
    void onePortCannotFillTheTable() {
        LearningSwitch small = bridge(8, 4);
        small.answer(frame(2, B, BROADCAST));
        for (int i = 0; i < 100; i++) {
            small.answer(frame(1, 0x0200_0000_0000L + i, BROADCAST));
        }
        assertThat(small.stations()).isEqualTo(5);
        assertThat(OdpActionText.print(small.answer(frame(3, A, B)).actions())).isEqualTo("2");
    }

    @Test
    void fullTableTakesFromThePortWithTheMostStations() {
        LearningSwitch small = bridge(4, 4);
        small.answer(frame(2, B, BROADCAST));
        for (int i = 0; i < 50; i++) {
            small.answer(frame(1, 0x0200_0000_0000L + i, BROADCAST));
        }
        small.answer(frame(3, A, BROADCAST));
        assertThat(small.stations()).isEqualTo(4);
        assertThat(OdpActionText.print(small.answer(frame(3, A, B)).actions())).isEqualTo("2");
        assertThat(OdpActionText.print(
                        small.answer(frame(2, B, 0x0200_0000_0031L)).actions()))
                .isEqualTo("1");
        assertThat(OdpActionText.print(
                        small.answer(frame(2, B, 0x0200_0000_0002L)).actions()))
                .isEqualTo("1,3,4");
    }

    @Test
    void aloneOnTheSwitchIsDroppedExplicitly() {
        LearningSwitch alone = new LearningSwitch(List.of(1));
        assertThat(alone.answer(frame(1, A, BROADCAST)).actions()).containsExactly(new OdpAction.Drop());
    }

    @Property
    void answersAreSoundAndDisjoint(@ForAll long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 20; i++) {
            bridge.answer(packet(random));
        }
        List<Megaflow> flows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            FlowKey packet = packet(random);
            bridge.answer(packet);
            flows.add(bridge.answer(packet));
        }
        for (Megaflow flow : flows) {
            assertThat(MatchValidator.check(flow.key(), flow.mask())).isEmpty();
            for (int i = 0; i < 10; i++) {
                FlowKey base = packet(random);
                long[] words = new long[FlowField.WORDS];
                for (int w = 0; w < words.length; w++) {
                    long mask = flow.mask().word(w);
                    words[w] = flow.key().word(w) & mask | base.word(w) & ~mask;
                }
                FlowKey other = FlowKey.ofWords(words);
                Megaflow answered = bridge.answer(other);
                assertThat(answered)
                        .isEqualTo(flow.withActions(bridge.revalidate(flow).orElseThrow()));
            }
            for (Megaflow other : flows) {
                boolean same = flow.key().equals(other.key()) && flow.mask().equals(other.mask());
                assertThat(same || !flow.overlaps(other)).isTrue();
            }
        }
    }

    private static FlowKey packet(RandomGenerator random) {
        long[] addresses = {A, B, BROADCAST, 0x0180_c200_0003L, 0x0180_c200_0013L, 0x0100_5e00_0001L, 0x0200_0000_0001L
        };
        FlowKey packet = frame(
                1 + random.nextInt(4),
                addresses[random.nextInt(addresses.length)],
                addresses[random.nextInt(addresses.length)]);
        return random.nextInt(3) == 0 ? tagged(packet, random.nextInt(3)) : packet;
    }

    private LearningSwitch bridge(int stations, int stationsPerPort) {
        MacTable.Limits limits = new MacTable.Limits(stations, stationsPerPort, Duration.ofMinutes(5));
        return new LearningSwitch(List.of(1, 2, 3, 4), limits, () -> now);
    }

    private String actions(FlowKey packet) {
        return OdpActionText.print(bridge.answer(packet).actions());
    }

    private static String text(Megaflow flow) {
        return OdpKeyText.print(flow.key(), flow.mask());
    }

    private static FlowKey frame(int port, long source, long destination) {
        return FlowKey.builder()
                .set(FlowField.IN_PORT, port)
                .set(FlowField.ETH_SRC, source)
                .set(FlowField.ETH_DST, destination)
                .set(FlowField.ETH_TYPE, 0x0800)
                .set(FlowField.IPV4_PROTO, 17)
                .set(FlowField.UDP_DST, 53)
                .build();
    }

    private static FlowKey tagged(FlowKey packet, int vid) {
        return packet.toBuilder()
                .set(FlowField.VLAN_TPID, 0x8100)
                .set(FlowField.VLAN_CFI, 1)
                .set(FlowField.VLAN_VID, vid)
                .build();
    }
}
