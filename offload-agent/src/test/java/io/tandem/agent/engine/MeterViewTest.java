package io.tandem.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.MeterCounts;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterStats;
import io.tandem.datapath.meter.MeterTable;
import io.tandem.datapath.meter.MeterUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterViewTest {
    private static final MeterConfig TWO_A_SECOND = new MeterConfig(MeterUnit.PACKETS, List.of(new MeterBand(2, 2)));

    private final EngineRig rig = new EngineRig(48);
    private final MeterTable table = new MeterTable();

    @Test
    void showsWhatSoftwareAndTheDeviceCountedOfEachMeter() {
        table.set(600, TWO_A_SECOND, 0);
        table.set(7, TWO_A_SECOND, 0);
        for (int i = 0; i < 3; i++) {
            table.get(7).orElseThrow().pass(100, 0);
        }
        rig.device.meters = Map.of(7, new MeterCounts(50, 5000, 48), 8, new MeterCounts(1, 100, 0));
        rig.engine.dump();

        assertThat(MeterView.of(table, rig.engine))
                .containsExactly(
                        new MeterView(
                                7,
                                TWO_A_SECOND,
                                new MeterStats(3, 300, List.of(new MeterStats.Band(1, 100))),
                                Map.of("fake0", new MeterCounts(50, 5000, 48))),
                        new MeterView(
                                600, TWO_A_SECOND, new MeterStats(0, 0, List.of(new MeterStats.Band(0, 0))), Map.of()));
    }

    @Test
    void keepsWhatWasReadBeforeTheDeviceFailed() {
        table.set(7, TWO_A_SECOND, 0);
        rig.device.meters = Map.of(7, new MeterCounts(50, 5000, 48));
        rig.engine.dump();
        rig.device.meters = Map.of();
        rig.device.failDumps = 1;
        rig.engine.dump();

        assertThat(MeterView.of(table, rig.engine).getFirst().devices())
                .containsEntry("fake0", new MeterCounts(50, 5000, 48));
    }
}
