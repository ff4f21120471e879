package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.vectors.Frames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wave files of the simulated NIC. */
class WaveTest {
    private static final int PACKETS = 20;

    @TempDir
    private Path folder;

    @Test
    void hasEverySignalOfEveryClock() throws Exception {
        Path file = folder.resolve("nic.fst");
        long cycles;
        try (SimNicDevice nic = open(file)) {
            WireBurst burst = new WireBurst();
            for (int i = 0; i < PACKETS; i++) {
                burst.add(1, Frames.udp(i, 53, 64));
            }
            nic.exchange(burst, 1);
            assertThat(nic.failed()).isFalse();
            cycles = nic.cycles();
        }

        FstFile wave = FstFile.read(file);

        assertThat(wave.startTime()).isZero();
        assertThat(wave.endTime()).isBetween(2 * cycles - 1, 2 * cycles + 1);
        assertThat(wave.scopes()).isGreaterThan(20);
        assertThat(wave.variables()).isGreaterThan(500);
        assertThat(wave.valueBlocks()).isPositive();
        assertThat(wave.names()).contains("nic_top", "u_parser", "in_valid", "out_data", "u_lookup", "tuple_mask");
    }

    @Test
    void aLifeAfterAFailureHasItsOwnFile() throws Exception {
        Path file = folder.resolve("nic.fst");
        try (SimNicDevice nic = open(file)) {
            nic.recover();
        }

        assertThat(FstFile.read(file).names()).contains("nic_top");
        assertThat(FstFile.read(Path.of(file + ".2")).names()).contains("nic_top");
    }

    @Test
    void saysThatAFileCannotBeWritten() {
        Path file = folder.resolve("no").resolve("nic.fst");

        assertThatExceptionOfType(BackendUnavailableException.class)
                .isThrownBy(() -> open(file))
                .withMessageContaining(file.toString());
        assertThat(Files.exists(file)).isFalse();
    }

    private static SimNicDevice open(Path file) throws BackendUnavailableException {
        return new SimNicBackend().open(new DeviceConfig("nic0", Map.of("profile", "small", "trace", file.toString())));
    }
}
