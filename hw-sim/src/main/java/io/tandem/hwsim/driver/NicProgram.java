package io.tandem.hwsim.driver;

import io.tandem.backend.DeviceException;
import io.tandem.hwsim.harness.HarnessProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a device's harness is started.
 *
 * @param executable the harness
 * @param trace the wave file of the device's first life; empty: none is written
 * @param limit how long one exchange may take
 */
record NicProgram(Path executable, Optional<Path> trace, Duration limit) {
    /** Starts a life of the device, the first one with number 1. */
    HarnessProcess start(long life) throws DeviceException {
        List<String> arguments = trace.map(file -> List.of("--trace", life == 1 ? file.toString() : file + "." + life))
                .orElse(List.of());
        return HarnessProcess.start(executable, arguments, limit);
    }
}
