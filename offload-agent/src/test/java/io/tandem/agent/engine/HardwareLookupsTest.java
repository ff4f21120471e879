package io.tandem.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What rules looked up: packets by their first lookup, and lookups behind it. */
class HardwareLookupsTest {
    private final EngineRig rig = new EngineRig(64);
    private final OffloadEngine engine = rig.engine;
    private final Ufid first = rig.offload(1);
    private final Megaflow behind = Megaflow.of(
            FlowKey.builder()
                    .set(FlowField.IN_PORT, 1)
                    .set(FlowField.RECIRC_ID, 5)
                    .build(),
            FlowMask.builder()
                    .exact(FlowField.IN_PORT)
                    .exact(FlowField.RECIRC_ID)
                    .build(),
            EngineRig.output(2));

    @BeforeEach
    void offload() throws Exception {
        engine.added(rig.datapath.put(behind));
        engine.runOnce();
        rig.device.hit(first, 10, 1_000, 5);
        rig.device.hit(behind.ufid(), 4, 400, 5);
        engine.dump();
    }

    private void assertCounted(long packets, long bytes, long recirculated) {
        assertThat(engine.lookups().packets().packets()).isEqualTo(packets);
        assertThat(engine.lookups().packets().bytes()).isEqualTo(bytes);
        assertThat(engine.lookups().recirculated()).isEqualTo(recirculated);
    }

    @Test
    void areThoseOfFlowsThatAreThere() {
        assertCounted(10, 1_000, 4);
    }

    @Test
    void areThoseOfFlowsThatEndedToo() {
        engine.remove(List.of(first, behind.ufid()));
        assertThat(engine.size()).isZero();
        assertCounted(10, 1_000, 4);
    }

    @Test
    void areThoseOfRulesThatOutlivedTheirFlows() {
        rig.device.refuseDeletes = true;
        engine.remove(List.of(first, behind.ufid()));
        rig.device.hit(first, 3, 300, 6);
        rig.device.hit(behind.ufid(), 2, 200, 6);
        engine.dump();
        assertCounted(13, 1_300, 6);
    }
}
