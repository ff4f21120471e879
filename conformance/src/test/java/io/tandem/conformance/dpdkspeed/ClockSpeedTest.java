package io.tandem.conformance.dpdkspeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClockSpeedTest {
    @Test
    void isHalfOfTheFirstProcessorsBogomips() throws IOException {
        assertThat(ClockSpeed.parse("processor\t: 0\nbogomips\t: 5192.24\n\nprocessor\t: 1\nbogomips\t: 1.00\n"))
                .isEqualTo(2596.12);
    }

    @Test
    void isRefusedWhereTheKernelDoesNotSay() {
        assertThatThrownBy(() -> ClockSpeed.parse("processor\t: 0\nBogoMIPS\t: 50.00\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/proc/cpuinfo does not say bogomips");
    }
}
