package io.tandem.tc.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceMeter;
import io.tandem.backend.OffloadBackend;
import io.tandem.tc.place.PriorityRange;
import io.tandem.tc.place.TcPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcSettingsTest {
    @Test
    void readsAll() throws BackendUnavailableException {
        TcSettings settings = TcSettings.of(new DeviceConfig(
                "tc0",
                Map.of(
                        "ports", "1=eth0, 2=eth1",
                        "blocks", "2=7",
                        "policy", "skip_sw",
                        "priorities", "100-200",
                        "grace-seconds", "5",
                        "refresh-millis", "20",
                        "meters", "1=kbps:1000:100, 2=pps:5:5+10:20")));
        assertThat(settings.ports()).isEqualTo(Map.of(1, "eth0", 2, "eth1"));
        assertThat(settings.blocks()).isEqualTo(Map.of(2, 7));
        assertThat(settings.policy()).isEqualTo(TcPolicy.SKIP_SW);
        assertThat(settings.priorities()).isEqualTo(new PriorityRange(100, 200));
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.refresh()).isEqualTo(Duration.ofMillis(20));
        assertThat(settings.meters())
                .containsEntry(1, new DeviceMeter(1, DeviceMeter.Unit.KBPS, List.of(new DeviceMeter.Band(1000, 100))))
                .containsEntry(
                        2,
                        new DeviceMeter(
                                2,
                                DeviceMeter.Unit.PPS,
                                List.of(new DeviceMeter.Band(5, 5), new DeviceMeter.Band(10, 20))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ports; ''",
                "ports; 1",
                "ports; x=eth0",
                "ports; 1=eth0,1=eth1",
                "blocks; 9=1",
                "blocks; 1=0",
                "policy; hardware",
                "priorities; 5-6",
                "grace-seconds; soon",
                "refresh-millis; -1",
                "meters; 1",
                "meters; 1=mbps:5:5",
                "meters; 1=pps:0:5",
                "meters; '1=pps:5:5,1=pps:6:6'"
            })
    void namesWhatIsWrong(String key, String value) {
        Map<String, String> settings = key.equals("ports") ? Map.of(key, value) : Map.of("ports", "1=eth0", key, value);
        assertThatThrownBy(() -> TcSettings.of(new DeviceConfig("tc0", settings)))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("device tc0: " + key + " is '")
                .hasMessageContaining("expected");
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(OffloadBackend.class))
                .extracting(OffloadBackend::name)
                .contains("tc");
    }
}
