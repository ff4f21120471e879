package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.DeviceException;
import io.tandem.backend.MeterCounts;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.transport.CheckedFlows;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What meters have counted, at two ports. */
class DeviceMetersTest {
    private static final List<Integer> PORTS = List.of(0, 1);
    private static final MeterRate RATE = new MeterRate(MeterRate.Unit.PACKETS, 10, 20);

    private final MemoryFlows flows = new MemoryFlows();
    private final DeviceMeters meters = new DeviceMeters(Map.of(7, RATE, 8, RATE));

    @BeforeEach
    void make() throws Exception {
        meters.make(flows, PORTS);
        for (int port : PORTS) {
            for (int meter : List.of(7, 8)) {
                flows.meterCounts.put(port + "/" + meter, new MeterCounts(100, 6_400, 40 + port));
            }
        }
    }

    private Map<Integer, MeterCounts> counts() throws Exception {
        return meters.counts(new CheckedFlows(flows), PORTS);
    }

    @Test
    void isThatOfAllPorts() throws Exception {
        flows.meterCounts.put("1/8", new MeterCounts(1, 60, 0));
        assertThat(counts()).isEqualTo(Map.of(7, new MeterCounts(200, 12_800, 81), 8, new MeterCounts(101, 6_460, 40)));
    }

    @Test
    void isUnknownWhereADriverDoesNotCountIt() throws Exception {
        flows.meterCounts.put("1/7", new MeterCounts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(2)));
        assertThat(counts().get(7))
                .isEqualTo(new MeterCounts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(42)));
        flows.meterCounts.put("1/7", new MeterCounts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
        assertThat(counts()).containsOnlyKeys(8);
    }

    @Test
    void isLeftOutWhereADriverTellsOfNone() throws Exception {
        flows.meterCounts.remove("1/7");
        assertThat(counts()).containsOnlyKeys(8);
    }

    @Test
    void isLeftOutWhereAPortDoesNotTakeTheMeter() throws Exception {
        flows.meterless = 1;
        meters.make(flows, PORTS);
        assertThat(counts()).isEmpty();
    }

    @Test
    void failsTheDeviceWhereNobodyAnswers() throws Exception {
        RteDevice device = new RteDevice("nic", MemoryFlows.settings("meters=7=pps:10:20"), () -> flows, () -> 0);
        flows.meterCounts.put("2/7", new MeterCounts(1, 60, 0));
        assertThat(device.meters()).containsOnlyKeys(7);
        flows.broken = true;
        assertThatThrownBy(device::meters).isInstanceOf(DeviceException.class).hasMessageContaining("nobody answers");
        assertThat(device.failed()).isTrue();
    }
}
