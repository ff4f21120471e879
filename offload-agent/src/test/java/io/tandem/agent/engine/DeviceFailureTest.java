package io.tandem.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.flow.Ufid;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeviceFailureTest {
    private final EngineRig rig = new EngineRig(48);
    private final FakeDevice device = rig.device;
    private final OffloadEngine engine = rig.engine;

    @Test
    void whatTheDeviceHadCountedIsKeptAndTheFlowsGoBack() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        engine.dump();
        device.hit(ufid, 3, 300, 6);
        device.fail();

        engine.runOnce();
        assertThat(rig.total(ufid).packets()).isEqualTo(13);
        device.hit(ufid, 2, 200, 7);
        engine.dump();

        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(rig.total(ufid).packets()).isEqualTo(15);
        assertThat(engine.counters().recoveries()).isEqualTo(1);
    }

    @Test
    void softwareCarriesTheFlowsWhileTheDeviceIsDown() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        device.fail();
        device.failRecoveries = 1;

        engine.runOnce();
        rig.add(2);
        engine.runOnce();

        assertThat(rig.refusal(ufid)).isEqualTo(Refusal.Code.DEVICE_ERROR);
        assertThat(rig.refusal(EngineRig.flow(2).ufid())).isEqualTo(Refusal.Code.DEVICE_ERROR);
        assertThat(device.failed()).as("it is not tried again at once").isTrue();
        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();
        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(rig.state(EngineRig.flow(2).ufid())).isInstanceOf(FlowState.Offloaded.class);
        assertThat(rig.total(ufid).packets()).isEqualTo(10);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFailureWithManyFlowsInTheQueueEndsTheRound() {
        for (int i = 0; i < 1000; i++) {
            rig.add(i);
        }
        device.failApplies = 1;

        engine.runOnce();

        assertThat(engine.views()).allMatch(v -> v.state() instanceof FlowState.Failed);
        assertThat(device.batches).hasSize(1);
        engine.runOnce();
        engine.dump();
        assertThat(engine.views()).allMatch(v -> v.state() instanceof FlowState.Offloaded);
        assertThat(device.puts).as("the failed batch, then each flow once").isEqualTo(256 + 1000);
    }

    @Test
    void aDeviceThatFailedOnceIsRecoveredThoughItClaimsToBeUp() {
        Ufid ufid = rig.offload(1);
        long before = device.generation();
        device.failDumps = 1;
        engine.dump();
        assertThat(rig.state(ufid)).isInstanceOf(FlowState.Failed.class);
        device.revive();

        engine.runOnce();

        assertThat(device.generation()).isEqualTo(before + 1);
        assertThat(device.holds(ufid)).isTrue();
    }

    @Test
    void aRuleWhoseInstallWasNotAnsweredMayHaveCounted() {
        rig.add(1);
        Ufid ufid = EngineRig.flow(1).ufid();
        device.failApplies = 1;
        device.failRecoveries = 1;
        engine.runOnce();
        assertThat(device.holds(ufid)).isTrue();
        // The rule was in the hardware for a while, and the completions of its packets came in.
        hitThoughDown(ufid, 5);

        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();
        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();

        assertThat(rig.total(ufid).packets()).isEqualTo(5);
    }

    private void hitThoughDown(Ufid ufid, long packets) {
        device.revive();
        device.hit(ufid, packets, packets * 100, 5);
        device.fail();
    }

    @Test
    void removingAFlowFindsOutWhatAFailingDeviceHadCounted() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        device.fail();

        assertThat(engine.remove(ufid).orElseThrow().packets()).isEqualTo(10);
        assertThat(engine.counters().endedPackets()).isEqualTo(10);
    }

    @Test
    void whatARemovedFlowHadCountedArrivesWithTheRecovery() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        device.fail();
        device.failRecoveries = 1;
        assertThat(engine.remove(ufid)).isPresent();
        assertThat(engine.counters().endedPackets()).isZero();

        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();

        assertThat(engine.counters().endedPackets()).isEqualTo(10);
        assertThat(engine.counters().endedBytes()).isEqualTo(1000);
        assertThat(engine.counters().endedFlows()).isEqualTo(1);
    }

    @Test
    void aFlowPutAgainDoesNotInheritWhatTheRemovedOneHadCounted() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        device.fail();
        device.failRecoveries = 1;
        engine.remove(ufid);
        rig.add(1);

        rig.clock.advance(EngineRig.RETRY);
        engine.runOnce();

        assertThat(rig.total(ufid).packets()).isZero();
        assertThat(engine.counters().endedPackets()).isEqualTo(10);
    }

    @Test
    void theReasonsOfRefusedFlowsAreFoundAgainInTheNewGeneration() {
        Refusal refusal = Refusal.translate(Refusal.Code.UNSUPPORTED_MASK, "ipv4", "exact only");
        device.explanation = flow -> refusal;
        Ufid ufid = rig.offload(1);
        device.fail();

        engine.runOnce();

        assertThat(rig.state(ufid)).isEqualTo(new FlowState.Software(refusal));
        assertThat(List.copyOf(device.batches)).isEmpty();
    }
}
