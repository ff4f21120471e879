package io.tandem.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private final EngineRig rig = new EngineRig(48);
    private final FakeDevice device = rig.device;
    private final OffloadEngine engine = rig.engine;

    @Test
    void isPendingUntilTheRuleWasReadBack() {
        rig.add(1);
        Ufid ufid = EngineRig.flow(1).ufid();
        assertThat(rig.state(ufid)).isEqualTo(new FlowState.Pending("fake0"));

        engine.runOnce();
        assertThat(device.holds(ufid)).isTrue();
        assertThat(rig.state(ufid)).isEqualTo(new FlowState.Pending("fake0"));

        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(rig.moves).containsExactly("PENDING>OFFLOADED");
    }

    @Test
    void keepsTheRefusalWithTheFlowAndDoesNotAskTheDevice() {
        Refusal refusal = Refusal.translate(Refusal.Code.UNSUPPORTED_FIELD, "nsh", "the device has no NSH");
        device.explanation = flow -> refusal;

        Ufid ufid = rig.offload(1);

        assertThat(rig.state(ufid)).isEqualTo(new FlowState.Software(refusal));
        assertThat(device.puts).isZero();
        assertThat(engine.counters().refusals()).containsEntry(Refusal.Code.UNSUPPORTED_FIELD, 1L);
    }

    @Test
    void removesAndCountsARuleThatReadsBackDifferent() {
        rig.add(1);
        Ufid ufid = EngineRig.flow(1).ufid();
        engine.runOnce();
        device.corrupt.add(ufid);
        device.hit(ufid, 3, 300, 5);

        engine.dump();

        assertThat(rig.refusal(ufid)).isEqualTo(Refusal.Code.VERIFY_FAILED);
        assertThat(device.holds(ufid)).isFalse();
        assertThat(engine.counters().verifyFailures()).isEqualTo(1);
        assertThat(rig.total(ufid).packets()).isEqualTo(3);
    }

    @Test
    void doesNotTrustARuleThatTheDumpNeverShows() {
        rig.add(1);
        Ufid ufid = EngineRig.flow(1).ufid();
        engine.runOnce();
        device.hidden.add(ufid);

        engine.dump();

        assertThat(rig.refusal(ufid)).isEqualTo(Refusal.Code.VERIFY_FAILED);
        assertThat(device.holds(ufid)).isFalse();
    }

    @Test
    void installsOnceMoreARuleThatSomebodyTookOut() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 7, 700, 5);
        engine.dump();
        device.drop(ufid);

        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Pending.class);
        engine.runOnce();
        engine.dump();

        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(rig.total(ufid).packets()).isEqualTo(7);
        assertThat(engine.counters().missing()).isEqualTo(1);
    }

    @Test
    void removesStrayRulesAndCountsEachOnce() {
        Megaflow stray = EngineRig.flow(9);
        device.plant(stray);

        engine.dump();
        engine.dump();

        assertThat(device.holds(stray.ufid())).isFalse();
        assertThat(engine.counters().strays()).isEqualTo(1);
    }

    @Test
    void countsAStrayOnceThoughItCannotBeRemoved() {
        device.plant(EngineRig.flow(9));
        device.refuseDeletes = true;

        engine.dump();
        engine.dump();

        assertThat(engine.counters().strays()).isEqualTo(1);
    }

    @Test
    void takesOverARuleThatTheDeviceHoldsAlready() {
        device.plant(EngineRig.flow(1));
        device.foreign.clear();
        device.hit(EngineRig.flow(1).ufid(), 40, 4000, 1);

        Ufid ufid = rig.offload(1);
        device.hit(ufid, 2, 200, 2);
        engine.dump();

        assertThat(engine.rules()).isEqualTo(1);
        assertThat(rig.total(ufid).packets()).isEqualTo(2);
        assertThat(engine.remove(ufid).orElseThrow().packets()).isEqualTo(2);
        assertThat(device.holds(ufid)).isFalse();
    }

    @Test
    void triesAFlowAgainWhenRoomAppears() {
        device.room = 1;
        Ufid first = rig.offload(1);
        Ufid second = rig.offload(2);
        assertThat(rig.refusal(second)).isEqualTo(Refusal.Code.TABLE_FULL);
        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();
        assertThat(device.puts).as("there is no room yet").isEqualTo(2);

        engine.remove(first);
        engine.runOnce();
        engine.dump();

        assertThat(rig.state(second)).isInstanceOf(FlowState.Offloaded.class);
    }

    @Test
    void waitsTwiceAsLongAfterEachRefusalForWantOfRoom() {
        Ufid ufid = EngineRig.flow(1).ufid();
        device.crowded.add(ufid);
        rig.offload(1);

        List<Integer> triedAt = new ArrayList<>();
        for (int second = 1; second <= 40; second++) {
            engine.remove(rig.offload(2));
            rig.clock.advance(EngineRig.RETRY);
            int before = device.puts;
            engine.runOnce();
            if (device.puts > before) {
                triedAt.add(second);
            }
        }

        assertThat(triedAt).containsExactly(1, 3, 7, 15, 31);
    }

    @Test
    void triesAgainWhatTheDriverRejected() {
        device.rejectPuts = 1;
        Ufid ufid = rig.offload(1);
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Failed.class);
        engine.retryFailed();
        engine.runOnce();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Failed.class);

        rig.clock.advance(EngineRig.RETRY);
        engine.retryFailed();
        engine.runOnce();
        engine.dump();

        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
    }

    @Test
    void modifyKeepsWhatTheOldRuleHadCounted() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        engine.dump();
        device.hit(ufid, 1, 100, 6);

        engine.modify(ufid, EngineRig.output(3));
        device.hit(ufid, 4, 400, 7);
        engine.dump();

        assertThat(device.rule(ufid).actions()).isEqualTo(EngineRig.output(3));
        assertThat(rig.total(ufid).packets()).isEqualTo(15);
        assertThat(rig.total(ufid).bytes()).isEqualTo(1500);
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
    }

    @Test
    void modifyToWhatTheDeviceCannotDoLeavesTheFlowInSoftware() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        Refusal refusal = Refusal.translate(Refusal.Code.UNSUPPORTED_ACTION, "output", "no such port");
        device.explanation = flow -> flow.actions().equals(EngineRig.output(3)) ? refusal : Translation.exact("rule");

        engine.modify(ufid, EngineRig.output(3));

        assertThat(rig.state(ufid)).isEqualTo(new FlowState.Software(refusal));
        assertThat(device.holds(ufid)).isFalse();
        assertThat(rig.total(ufid).packets()).isEqualTo(10);
        engine.modify(ufid, EngineRig.output(4));
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Pending.class);
    }

    @Test
    void modifyOfARuleThatIsGoneInstallsItOnceMore() {
        Ufid ufid = rig.offload(1);
        device.drop(ufid);

        engine.modify(ufid, EngineRig.output(3));
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Pending.class);
        engine.runOnce();
        engine.dump();

        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(device.rule(ufid).actions()).isEqualTo(EngineRig.output(3));
    }

    @Test
    void removeAnswersAllThatBothSidesCounted() {
        rig.add(1).count(0, 1, 60, 4, 0x02);
        Ufid ufid = EngineRig.flow(1).ufid();
        engine.runOnce();
        device.hit(ufid, 10, 1000, 5);

        assertThat(engine.remove(ufid).orElseThrow()).satisfies(last -> {
            assertThat(last.packets()).isEqualTo(11);
            assertThat(last.bytes()).isEqualTo(1060);
            assertThat(last.usedNanos()).isEqualTo(5);
            assertThat(last.tcpFlags()).isEqualTo(0x02);
            assertThat(last.tcpFlagsComplete()).isFalse();
        });
        assertThat(device.holds(ufid)).isFalse();
        assertThat(engine.size()).isZero();
        assertThat(engine.remove(ufid)).isEmpty();
        assertThat(engine.counters().endedPackets()).isEqualTo(11);
    }

    @Test
    void removesManyFlowsInFewBatches() {
        for (int i = 0; i < 1000; i++) {
            rig.add(i);
        }
        engine.runOnce();
        device.batches.clear();

        assertThat(engine.remove(Set.copyOf(
                        engine.views().stream().map(v -> v.flow().ufid()).toList())))
                .hasSize(1000);

        assertThat(device.batches).hasSize(4);
        assertThat(engine.size()).isZero();
    }

    @Test
    void aDeleteThatIsRefusedAddsNothingAndIsTriedAgain() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        engine.dump();
        device.refuseDeletes = true;

        assertThat(engine.remove(ufid).orElseThrow().packets()).isEqualTo(10);
        device.hit(ufid, 2, 200, 6);
        device.refuseDeletes = false;
        engine.dump();

        assertThat(device.holds(ufid)).isFalse();
        assertThat(engine.counters().endedPackets()).isEqualTo(12);
    }
}
