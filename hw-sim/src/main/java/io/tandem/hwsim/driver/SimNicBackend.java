package io.tandem.hwsim.driver;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadBackend;
import io.tandem.hwsim.profile.NicProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The simulated NIC as a backend.
 *
 * <p>Settings: {@code profile} (small or typical, default typical); {@code timeout-millis}, the time limit of one
 * exchange with the harness (default 5000); {@code counter-bits}, how wide the NIC's counters are at most (default 64);
 * {@code tunnels}, the numbers of ports whose tunnels end in the NIC, as {@code 10=vxlan,11=geneve} (default none);
 * {@code meters}, as {@code 1=pktps:1000:50,7=kbps:8000:400}: number, unit, rate and burst of each (default none).
 */
public final class SimNicBackend implements OffloadBackend {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public SimNicDevice open(DeviceConfig config) throws BackendUnavailableException {
        String wanted = config.setting("profile").orElse(NicProfile.TYPICAL.text());
        NicProfile profile = Arrays.stream(NicProfile.values())
                .filter(p -> p.text().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new BackendUnavailableException("no NIC profile '" + wanted + "'; there are "
                        + Arrays.stream(NicProfile.values())
                                .map(NicProfile::text)
                                .collect(Collectors.joining(", "))));
        try {
            return SimNicDevice.start(
                    config.name(),
                    profile.program(),
                    limit(config),
                    counterBits(config),
                    tunnels(config),
                    meters(config));
        } catch (DeviceException e) {
            throw new BackendUnavailableException("no simulated NIC: " + e.getMessage(), e);
        }
    }

    private static NicTunnels tunnels(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("tunnels").orElse("");
        return NicTunnels.parse(text)
                .orElseThrow(() -> new BackendUnavailableException("tunnels is '" + text
                        + "', expected ports with what ends there, each once: 10=vxlan,11=geneve"));
    }

    private static NicMeters meters(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("meters").orElse("");
        return NicMeters.parse(text)
                .orElseThrow(() -> new BackendUnavailableException("meters is '" + text
                        + "', expected numbers with unit, rate and burst, each once: 1=pktps:1000:50,7=kbps:8000:400"));
    }

    private static int counterBits(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("counter-bits").orElse(Integer.toString(Long.SIZE));
        if (!text.matches("[1-9]|[1-5][0-9]|6[0-4]")) {
            throw new BackendUnavailableException("counter-bits is a number from 1 to 64, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static Duration limit(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("timeout-millis").orElse(Long.toString(DEFAULT_LIMIT.toMillis()));
        try {
            long millis = Long.parseLong(text);
            if (millis > 0) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            throw new BackendUnavailableException("timeout-millis is '" + text + "', expected milliseconds", e);
        }
        throw new BackendUnavailableException("timeout-millis is '" + text + "', expected more than zero");
    }
}
