package io.tandem.hwsim.driver;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.hwsim.build.NicBuild;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.NicProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a device's harness is started.
 *
 * @param profile the NIC's size
 * @param variant what there is beside it
 * @param file where a wave, or the coverage, of the device's first life is written; empty: nothing is
 * @param pressure clocks on which nothing is offered to it, or taken of it
 * @param limit how long one exchange may take
 */
record NicProgram(NicProfile profile, NicVariant variant, Optional<Path> file, Pressure pressure, Duration limit) {
    /**
     * Clocks on which the host is not ready.
     *
     * @param seed of which they are
     * @param gaps percent of the clocks on which nothing is offered to it, on the bus and each stream
     * @param stalls percent of the clocks on which nothing is taken of it, likewise
     */
    record Pressure(int seed, int gaps, int stalls) {
        private List<String> arguments() {
            return List.of("--seed", "" + seed, "--gaps", "" + gaps, "--stalls", "" + stalls);
        }
    }

    /** Starts a life of the device, the first one with number 1. */
    HarnessProcess start(long life) throws DeviceException {
        List<String> arguments = new ArrayList<>(pressure.arguments());
        file.ifPresent(name -> arguments.addAll(List.of(
                variant == NicVariant.TRACE ? "--trace" : "--coverage",
                life == 1 ? name.toString() : name + "." + life)));
        try {
            return HarnessProcess.start(NicBuild.program(profile, variant), arguments, limit);
        } catch (BackendUnavailableException e) {
            throw new DeviceException(String.valueOf(e.getMessage()), e);
        }
    }
}
