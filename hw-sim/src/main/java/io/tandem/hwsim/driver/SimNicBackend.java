package io.tandem.hwsim.driver;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.DeviceMeter;
import io.tandem.backend.OffloadBackend;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.profile.NicProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The simulated NIC as a backend.
 *
 * <p>Settings: {@code profile} (default typical); {@code timeout-millis}, the time limit of one exchange with the harness
 * (default 5000); {@code counter-bits}, how wide the NIC's counters are at most (default 64); {@code marks}, {@code
 * where-needed} where packets of flows are marked whose actions the NIC cannot do (default never); {@code trace}, a file that
 * every signal of the NIC is written to, as an FST wave: slow, and complete when the device is closed. A life of the device
 * that follows a failure writes to a file of its own, with the life's number behind the name; {@code checks}, {@code on}
 * where the assertions of the RTL are checked at every clock (default off, or on where the system property {@code
 * tandem.nic.checks} is true); {@code coverage}, a file that is told at the end which lines of the RTL ran;
 * {@code gaps} and {@code stalls}, of how many of a hundred clocks nothing is offered to the NIC, or taken of it,
 * at random from {@code seed} (default none); {@code tunnels}, the numbers of ports whose tunnels end in the
 * NIC, as {@code 10=vxlan,11=geneve,12=gre} (default none); {@code meters}, as {@code 1=pps:1000:50,7=kbps:8000:400} ({@link
 * DeviceMeter}; default none).
 */
public final class SimNicBackend implements OffloadBackend {
    /** Behind it bursts would hardly end. */
    private static final int MOST_PERCENT = 95;

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public SimNicDevice open(DeviceConfig config) throws BackendUnavailableException {
        String wanted = config.setting("profile").orElse(NicProfile.TYPICAL.text());
        NicProfile profile = NicProfile.named(wanted)
                .orElseThrow(() -> new BackendUnavailableException(
                        "no NIC profile '" + wanted + "'; there are " + NicProfile.names()));
        Optional<Path> trace = file(config, "trace");
        Optional<Path> coverage = file(config, "coverage");
        NicVariant variant = trace.isPresent()
                ? NicVariant.TRACE
                : coverage.isPresent() ? NicVariant.COVERAGE : checks(config) ? NicVariant.CHECK : NicVariant.PLAIN;
        NicProgram program =
                new NicProgram(profile, variant, trace.or(() -> coverage), pressure(config), limit(config));
        try {
            SimNicDevice device =
                    new SimNicDevice(config.name(), program, counterBits(config), tunnels(config), meters(config));
            if (marks(config)) {
                device.markRefused();
            }
            return device;
        } catch (DeviceException e) {
            throw new BackendUnavailableException("no simulated NIC: " + e.getMessage(), e);
        }
    }

    private static boolean marks(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("marks").orElse("never");
        return switch (text) {
            case "never" -> false;
            case "where-needed" -> true;
            default -> throw new BackendUnavailableException("marks is '" + text + "', expected never or where-needed");
        };
    }

    private static boolean checks(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("checks").orElse(Boolean.getBoolean("tandem.nic.checks") ? "on" : "off");
        if (!text.equals("on") && !text.equals("off")) {
            throw new BackendUnavailableException("checks is '" + text + "', expected on or off");
        }
        return text.equals("on");
    }

    /** A file that is to be written, empty by now. */
    private static Optional<Path> file(DeviceConfig config, String setting) throws BackendUnavailableException {
        Optional<Path> file = config.setting(setting).map(Path::of);
        try {
            if (file.isPresent()) {
                Files.write(file.get(), new byte[0]);
            }
            return file;
        } catch (IOException e) {
            throw new BackendUnavailableException(setting + " cannot be written to " + file.get() + ": " + e, e);
        }
    }

    private static NicTunnels tunnels(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("tunnels").orElse("");
        return NicTunnels.parse(text)
                .orElseThrow(() -> new BackendUnavailableException("tunnels is '" + text
                        + "', expected ports with what ends there, each once: 10=vxlan,11=geneve,12=gre"));
    }

    private static NicMeters meters(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("meters").orElse("");
        return NicMeters.of(DeviceMeter.parse(text)
                .orElseThrow(
                        () -> new BackendUnavailableException("meters is '" + text + "', expected " + DeviceMeter.FORM))
                .values());
    }

    private static NicProgram.Pressure pressure(DeviceConfig config) throws BackendUnavailableException {
        return new NicProgram.Pressure(
                number(config, "seed", Integer.MAX_VALUE, 1),
                number(config, "gaps", MOST_PERCENT, 0),
                number(config, "stalls", MOST_PERCENT, 0));
    }

    private static int number(DeviceConfig config, String setting, int most, int unset)
            throws BackendUnavailableException {
        String text = config.setting(setting).orElse(Integer.toString(unset));
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new BackendUnavailableException(setting + " is '" + text + "', expected a number up to " + most, e);
        }
        throw new BackendUnavailableException(setting + " is " + text + ", expected a number up to " + most);
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
