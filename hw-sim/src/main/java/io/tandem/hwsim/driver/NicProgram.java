package io.tandem.hwsim.driver;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.hwsim.build.NicBuild;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.NicProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a device's harness is started.
 *
 * @param profile the NIC's size
 * @param variant what there is beside it
 * @param file where a wave, or the coverage, of the device's first life is written; empty: nothing is
 * @param limit how long one exchange may take
 */
record NicProgram(NicProfile profile, NicVariant variant, Optional<Path> file, Duration limit) {
    /** Starts a life of the device, the first one with number 1. */
    HarnessProcess start(long life) throws DeviceException {
        List<String> arguments = file.map(name -> List.of(
                        variant == NicVariant.TRACE ? "--trace" : "--coverage",
                        life == 1 ? name.toString() : name + "." + life))
                .orElse(List.of());
        try {
            return HarnessProcess.start(NicBuild.program(profile, variant), arguments, limit);
        } catch (BackendUnavailableException e) {
            throw new DeviceException(String.valueOf(e.getMessage()), e);
        }
    }
}
