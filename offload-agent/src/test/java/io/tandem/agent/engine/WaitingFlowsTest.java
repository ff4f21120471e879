package io.tandem.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.OdpAction;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.datapath.FlowPutException;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Flows that were refused for something that can come later. */
class WaitingFlowsTest {
    private final EngineRig rig = new EngineRig(48);

    private static Megaflow behind(int recirculation) {
        FlowKey key = FlowKey.builder()
                .set(FlowField.RECIRC_ID, recirculation)
                .set(FlowField.IN_PORT, 1)
                .build();
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.RECIRC_ID)
                .exact(FlowField.IN_PORT)
                .build();
        return Megaflow.of(key, mask, EngineRig.output(2));
    }

    private static Megaflow leadingTo(int recirculation) {
        Megaflow flow = EngineRig.flow(1);
        return flow.withActions(List.of(new OdpAction.Clone(List.of(new OdpAction.Recirc(recirculation)))));
    }

    private Ufid add(Megaflow flow) throws FlowPutException {
        rig.engine.added(rig.datapath.put(flow));
        return flow.ufid();
    }

    @Test
    void placesAFlowOnceARuleLeadsToIt() throws FlowPutException {
        Refusal refusal = Refusal.translate(Refusal.Code.CHAIN_PARENT, "recirc_id", "nothing leads there");
        rig.device.explanation = flow -> flow.key().get(FlowField.RECIRC_ID) != 0 ? refusal : Translation.exact("rule");
        Ufid child = add(behind(7));
        rig.engine.runOnce();
        assertThat(rig.state(child)).isEqualTo(new FlowState.Software(refusal));

        rig.device.explanation = flow -> Translation.exact("rule");
        rig.engine.runOnce();
        assertThat(rig.device.holds(child)).as("nothing has changed").isFalse();

        add(leadingTo(7));
        rig.engine.runOnce();
        rig.engine.runOnce();
        rig.engine.dump();
        assertThat(rig.state(child)).isInstanceOf(FlowState.Offloaded.class);
    }

    @Test
    void placesAFlowOnceItsPortIsServed() throws FlowPutException {
        Refusal refusal = Refusal.translate(Refusal.Code.PORT_NOT_OFFLOADABLE, "in_port", "there is no such port");
        rig.device.explanation = flow -> refusal;
        Ufid flow = add(EngineRig.flow(1));
        rig.engine.runOnce();
        assertThat(rig.state(flow)).isEqualTo(new FlowState.Software(refusal));

        rig.device.explanation = f -> Translation.exact("rule");
        rig.device.ports = Set.of(1, 2, 3);
        rig.engine.dump();
        rig.engine.runOnce();
        rig.engine.dump();
        assertThat(rig.state(flow)).isInstanceOf(FlowState.Offloaded.class);
    }

    @Test
    void asksAgainForAPortAfterAWhile() throws FlowPutException {
        Refusal refusal = Refusal.translate(Refusal.Code.PORT_NOT_OFFLOADABLE, "in_port", "there is no such port");
        rig.engine.dump();
        rig.device.explanation = flow -> refusal;
        Ufid flow = add(EngineRig.flow(1));
        rig.engine.runOnce();
        rig.device.explanation = f -> Translation.exact("rule");
        rig.engine.runOnce();
        assertThat(rig.device.holds(flow)).as("its time has not come").isFalse();

        rig.clock.advance(EngineRig.RETRY);
        rig.engine.runOnce();
        assertThat(rig.device.holds(flow)).isTrue();
    }
}
