package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.hwsim.harness.BrokenAssertionException;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.vectors.Frames;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a NIC whose RTL has an assertion that does not hold. */
class BrokenAssertionTest {
    private static final int NO_PORT = 9;

    @Test
    void endsTheDeviceAndSaysWhichItIs() throws Exception {
        try (SimNicDevice nic = device("on")) {
            WireBurst burst = new WireBurst();
            burst.add(1, Frames.udp(1, 53, 64));
            nic.exchange(burst, 1);
            assertThat(nic.failed()).isFalse();
            burst.clear();
            burst.add(NO_PORT, Frames.udp(1, 53, 64));

            nic.exchange(burst, 2);

            assertThat(burst.verdict(0)).isEqualTo(Verdict.TO_HOST);
            assertThat(nic.failed()).isTrue();
            assertThat(nic.failure().orElseThrow()).isInstanceOfSatisfying(BrokenAssertionException.class, broken -> {
                assertThat(broken.assertion()).isEqualTo("top_packets_come_by_a_port");
                assertThat(broken.place()).contains("nic_top").contains("u_check");
                assertThat(broken.cycle()).isPositive();
            });
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> nic.read(Register.ID, 0))
                    .withMessageContaining("broke the assertion top_packets_come_by_a_port in ");
            nic.recover();
            assertThat(nic.read(Register.RX_PACKETS, 0)).isZero();
            assertThat(nic.failure()).isEmpty();
        }
    }

    @Test
    void nothingIsCheckedWhereItIsOff() throws Exception {
        try (SimNicDevice nic = device("off")) {
            WireBurst burst = new WireBurst();
            burst.add(NO_PORT, Frames.udp(1, 53, 64));

            nic.exchange(burst, 1);

            assertThat(nic.failed()).isFalse();
        }
    }

    @Test
    void takesOnAndOffAlone() {
        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(() -> device("maybe"))
                .withMessageContaining("on or off");
    }

    private static SimNicDevice device(String checks) throws BackendUnavailableException {
        return new SimNicBackend().open(new DeviceConfig("nic0", Map.of("profile", "small", "checks", checks)));
    }
}
