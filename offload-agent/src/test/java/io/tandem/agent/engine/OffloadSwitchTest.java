package io.tandem.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.flow.Ufid;
import org.junit.jupiter.api.Test;

class OffloadSwitchTest {
    private final EngineRig rig = new EngineRig(48);
    private final FakeDevice device = rig.device;
    private final OffloadEngine engine = rig.engine;

    @Test
    void switchingOffBringsEveryFlowBackWithItsCounts() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);

        engine.switchOff();

        assertThat(rig.refusal(ufid)).isEqualTo(Refusal.Code.POLICY);
        assertThat(device.holds(ufid)).isFalse();
        assertThat(rig.total(ufid).packets()).isEqualTo(10);
    }

    @Test
    void newFlowsStayInSoftwareWhileItIsOff() {
        engine.switchOff();
        Ufid ufid = rig.offload(1);
        engine.modify(ufid, EngineRig.output(3));
        engine.runOnce();

        assertThat(rig.refusal(ufid)).isEqualTo(Refusal.Code.POLICY);
        assertThat(device.puts).isZero();
    }

    @Test
    void switchingOnPlacesThemAgain() {
        Ufid first = rig.offload(1);
        device.hit(first, 10, 1000, 5);
        engine.switchOff();
        Ufid second = rig.offload(2);

        engine.switchOn();
        assertThat(rig.state(first)).isInstanceOf(FlowState.Pending.class);
        engine.runOnce();
        device.hit(first, 1, 100, 6);
        engine.dump();

        assertThat(rig.state(first)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(rig.state(second)).isInstanceOf(FlowState.Offloaded.class);
        assertThat(rig.total(first).packets()).isEqualTo(11);
    }

    @Test
    void aDeviceThatComesBackWhileItIsOffStaysEmpty() {
        Ufid ufid = rig.offload(1);
        device.hit(ufid, 10, 1000, 5);
        device.failApplies = 1;

        engine.switchOff();
        engine.runOnce();

        assertThat(device.failed()).isFalse();
        assertThat(device.holds(ufid)).isFalse();
        assertThat(rig.refusal(ufid)).isEqualTo(Refusal.Code.POLICY);
    }

    @Test
    void aRuleWhoseDeleteWasRefusedIsRemovedLater() {
        Ufid ufid = rig.offload(1);
        device.refuseDeletes = true;
        engine.switchOff();
        assertThat(device.holds(ufid)).isTrue();

        device.refuseDeletes = false;
        engine.dump();

        assertThat(device.holds(ufid)).isFalse();
        assertThat(rig.refusal(ufid)).isEqualTo(Refusal.Code.POLICY);
    }
}
