package io.tandem.conformance.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.DeviceConfig;
import io.tandem.flow.FlowField;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The NIC that does less than others, and its driver, which says so. */
class QuirkyNicTest {
    private static final DeviceConfig QUIRKY =
            new DeviceConfig("nic", Map.of("profile", "quirky", "timeout-millis", "30000"));
    private static final int SETS = 25;
    private static final int PACKETS = 300;

    @Test
    void saysWhatItDoes() throws Exception {
        try (SimNicDevice nic = new SimNicBackend().open(QUIRKY)) {
            DeviceCapabilities able = nic.capabilities();

            assertThat(able.counterWidth()).isEqualTo(32);
            assertThat(able.fields()).doesNotContainKeys(FlowField.IPV4_TTL, FlowField.IPV6_HLIMIT);
            assertThat(able.fields()).containsKeys(FlowField.IPV4_SRC, FlowField.IPV6_SRC);
            assertThat(able.actions()).contains("set(ipv4)").doesNotContain("set(ipv6)");
        }
    }

    @Test
    void carriesOutWhatItTakesAndRefusesTheRest() throws Exception {
        NicReport report = NicSuite.run(new RuleSets(), QUIRKY, 2, SETS, PACKETS, 0);

        assertThat(report.allEqual()).as(report.toText()).isTrue();
        assertThat(report.decided()).isGreaterThan(SETS * PACKETS / 8);
        assertThat(report.carried().keySet()).contains("set(ipv4");
        assertThat(report.carried().getOrDefault("set(ipv6", 0L)).isZero();
        assertThat(report.refusals().keySet()).contains("UNSUPPORTED_ACTION set", "UNSUPPORTED_FIELD ipv4.ttl");
    }

    @Test
    void itsCountersWrap() throws Exception {
        DeviceConfig narrow =
                new DeviceConfig("nic", Map.of("profile", "quirky", "counter-bits", "10", "timeout-millis", "30000"));

        NicReport report = NicSuite.run(new RuleSets(), narrow, 3, SETS, PACKETS, 0);

        assertThat(report.allEqual()).as(report.toText()).isTrue();
    }
}
