package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RtePort.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings as an operator writes them. */
class RteSettingsTest {
    @Test
    void readsPortsAndTheirKinds() throws Exception {
        RteSettings settings = RteSettings.of(new DeviceConfig(
                "nic",
                Map.of(
                        "ports",
                        "1=0000:03:00.0, 2=net_tap0,9=0000:03:00.0:vxlan,8=net_tap0:gtpu,"
                                + "7=net_tap0:geneve:7000,6=0000:03:00.0+net_tap0:gre",
                        "driver",
                        "tap")));
        assertThat(settings.ports())
                .containsOnly(
                        Map.entry(1, new NamedPort(List.of("0000:03:00.0"), Kind.ETHERNET, 0)),
                        Map.entry(2, new NamedPort(List.of("net_tap0"), Kind.ETHERNET, 0)),
                        Map.entry(6, new NamedPort(List.of("0000:03:00.0", "net_tap0"), Kind.GRE, 0)),
                        Map.entry(7, new NamedPort(List.of("net_tap0"), Kind.GENEVE, 7000)),
                        Map.entry(8, new NamedPort(List.of("net_tap0"), Kind.GTPU, 2152)),
                        Map.entry(9, new NamedPort(List.of("0000:03:00.0"), Kind.VXLAN, 4789)));
        assertThat(settings.capabilities()).isEqualTo(RteCapabilities.TAP);
        assertThat(settings.lowestPriority()).isEqualTo(2);
    }

    @Test
    void readsMetersOfOneBucket() throws Exception {
        assertThat(RteSettings.of(new DeviceConfig(
                                "nic", Map.of("ports", "1=a", "meters", "7=kbps:1000:500,8=pps:10:20,9=pps:1:1+2:2")))
                        .meters())
                .containsOnly(
                        Map.entry(7, new MeterRate(MeterRate.Unit.BYTES, 125_000, 62_500)),
                        Map.entry(8, new MeterRate(MeterRate.Unit.PACKETS, 10, 20)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "miss-marks | maybe | device nic: miss-marks is 'maybe', expected true or false",
                "ports | '' | device nic: ports is '', expected NUMBER=PORT",
                "ports | 1 | device nic: ports is '1', expected NUMBER=PORT",
                "ports | 1=a,1=b | device nic: ports is '1=b', expected each port once",
                "ports | x=a | device nic: ports is 'x', expected a whole number",
                "ports | 1=a:erspan | device nic: ports is 'a:erspan', expected no erspan: rte_flow has no pattern item",
                "ports | 1=a:gre:7000 | device nic: ports is 'a:gre:7000', expected a UDP port from 1 to 65535, and of a tunnel",
                "ports | 1=a:vxlan:0 | device nic: ports is 'a:vxlan:0', expected a UDP port from 1 to 65535",
                "ports | 1=a:vxlan:65536 | device nic: ports is 'a:vxlan:65536', expected a UDP port from 1 to 65535",
                "ports | 1=a+:vxlan | device nic: ports is 'a+:vxlan', expected PORT, PORT:KIND or PORT:KIND:UDP-PORT",
                "driver | mlx5 | device nic: driver is 'mlx5', expected any, any-but-count or tap",
                "age-seconds | 16777216 | device nic: age-seconds is '16777216', expected a whole number from 0 to 16777215",
                "age-seconds | -1 | device nic: age-seconds is '-1', expected a whole number from 0 to 16777215",
                "lowest-priority | -1 | device nic: lowest-priority is '-1', expected a whole number",
                "meters | 1=gbps:1:1 | device nic: meters is '1=gbps:1:1', expected ID=UNIT:RATE:BURST",
                "marks | often | device nic: marks is 'often', expected never, where-needed or always",
                "constant-tunnel-flags | yes | device nic: constant-tunnel-flags is 'yes', expected true or false",
            })
    void namesWhatIsWrong(String key, String value, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("ports", "1=net_0"));
        settings.put(key, value);
        assertThatThrownBy(() -> RteSettings.of(new DeviceConfig("nic", settings)))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void noRuleAgesWhereTheDriverHasNoSuchAction() {
        DeviceConfig config = new DeviceConfig("nic", Map.of("ports", "1=net_0", "driver", "tap", "age-seconds", "10"));
        assertThatThrownBy(() -> RteSettings.of(config))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("expected 0 with a driver that has no action AGE");
    }

    @Test
    void namesATransportThatIsNotThere() {
        DeviceConfig config = new DeviceConfig("nic", Map.of("ports", "1=net_0", "transport", "pigeon"));
        assertThatThrownBy(() -> new RteBackend().open(config))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("transport is 'pigeon'");
    }
}
