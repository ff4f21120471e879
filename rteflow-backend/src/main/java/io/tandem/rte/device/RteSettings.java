package io.tandem.rte.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceMeter;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.track.ConnectionTag;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the configuration says about a device.
 *
 * @param ports DPDK ports by datapath port number
 * @param capabilities what the driver is known to take
 * @param lowestPriority the number of the lowest priority that the driver has
 * @param marks which flows' packets are only marked
 * @param missMarks packets that find no rule in a group are marked, where rules count
 * @param sharedCounters rules count by counters that outlast them, where the driver has such
 * @param meters of one bucket each, by their ids
 * @param uncounted an operator accepts rules whose packets nobody counts
 * @param ageSeconds after so many without a packet a rule has aged; 0 where rules don't
 * @param transport the name of who holds the rules
 */
record RteSettings(
        Map<Integer, NamedPort> ports,
        RteCapabilities capabilities,
        int lowestPriority,
        Marks marks,
        boolean missMarks,
        boolean sharedCounters,
        Map<Integer, MeterRate> meters,
        boolean uncounted,
        int ageSeconds,
        String transport) {
    private static final String FORM = "NUMBER=PORT for each port, with commas between; PORT is " + NamedPort.FORM;
    private static final String LOWEST_PRIORITY = "2";
    private static final int BYTES_OF_KILOBIT = 1000 / Byte.SIZE;

    /** Which flows' packets are marked for software to do the rest. */
    enum Marks {
        /** None. */
        NEVER,
        /** Those for which there is no rule that does all. */
        WHERE_NEEDED,
        /** All. */
        ALWAYS
    }

    RteSettings {
        ports = Map.copyOf(ports);
        meters = Map.copyOf(meters);
    }

    /** Reads the settings that docs/configuration.md lists. */
    static RteSettings of(DeviceConfig config) throws BackendUnavailableException {
        Map<Integer, NamedPort> ports = new LinkedHashMap<>();
        String text = config.setting("ports").orElse("").strip();
        for (String entry : text.split(",", -1)) {
            String[] sides = entry.strip().split("=", 2);
            if (sides.length != 2 || sides[1].isBlank()) {
                throw wrong(config, "ports", entry, FORM);
            }
            int number = number(config, "ports", sides[0].strip());
            if (ports.put(number, NamedPort.read(config, sides[1].strip())) != null) {
                throw wrong(config, "ports", entry, "each port once");
            }
        }
        return new RteSettings(
                ports,
                capabilities(config),
                number(
                        config,
                        "lowest-priority",
                        config.setting("lowest-priority").orElse(LOWEST_PRIORITY)),
                marks(config),
                flag(config, "miss-marks", "true"),
                flag(config, "shared-counters", "true"),
                meters(config),
                flag(config, "uncounted", "false"),
                age(config),
                config.setting("transport").orElse("dpdk"));
    }

    /** Meters of several bands are left out, as an object of rte_mtr has one bucket. */
    private static Map<Integer, MeterRate> meters(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("meters").orElse("");
        Map<Integer, MeterRate> meters = new LinkedHashMap<>();
        for (DeviceMeter meter : DeviceMeter.parse(text)
                .orElseThrow(() -> wrong(config, "meters", text, DeviceMeter.FORM))
                .values()) {
            if (meter.bands().size() == 1) {
                meters.put(meter.id(), rate(meter.unit(), meter.bands().getFirst()));
            }
        }
        return meters;
    }

    private static MeterRate rate(DeviceMeter.Unit unit, DeviceMeter.Band band) {
        return switch (unit) {
            case PPS -> new MeterRate(MeterRate.Unit.PACKETS, band.rate(), band.burst());
            case KBPS ->
                new MeterRate(MeterRate.Unit.BYTES, band.rate() * BYTES_OF_KILOBIT, band.burst() * BYTES_OF_KILOBIT);
        };
    }

    private static int age(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("age-seconds").orElse("0");
        int seconds = number(config, "age-seconds", text, RteBackend.LONGEST_AGE_SECONDS);
        if (seconds > 0 && !capabilities(config).actions().contains(RteActionType.AGE)) {
            throw wrong(config, "age-seconds", text, "0 with a driver that has no action AGE");
        }
        return seconds;
    }

    private static Marks marks(DeviceConfig config) throws BackendUnavailableException {
        String text = config.setting("marks").orElse("where-needed");
        return switch (text) {
            case "never" -> Marks.NEVER;
            case "where-needed" -> Marks.WHERE_NEEDED;
            case "always" -> Marks.ALWAYS;
            default -> throw wrong(config, "marks", text, "never, where-needed or always");
        };
    }

    private static RteCapabilities capabilities(DeviceConfig config) throws BackendUnavailableException {
        String driver = config.setting("driver").orElse("any");
        RteCapabilities known =
                switch (driver) {
                    case "any" -> RteCapabilities.ALL;
                    case "any-but-count" -> RteCapabilities.ALL.without(RteActionType.COUNT);
                    case "tap" -> RteCapabilities.TAP;
                    default -> throw wrong(config, "driver", driver, "any, any-but-count or tap");
                };
        String tags = config.setting("tags").orElse("0");
        int count = number(config, "tags", tags);
        if (count > ConnectionTag.TAGS) {
            throw wrong(config, "tags", tags, "at most " + ConnectionTag.TAGS);
        }
        if (count > 0 && !known.items().contains(RteItem.TAG)) {
            throw wrong(config, "tags", tags, "0 with a driver that has no item TAG");
        }
        return known.withTags(count).withConstantTunnelFlags(flag(config, "constant-tunnel-flags", "false"));
    }

    private static boolean flag(DeviceConfig config, String key, String unset) throws BackendUnavailableException {
        String text = config.setting(key).orElse(unset);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(config, key, text, "true or false");
        };
    }

    /** True where a driver without the action COUNT must have no rules but those that mark. */
    boolean countsNeeded() {
        return !uncounted && !capabilities.actions().contains(RteActionType.COUNT);
    }

    /** True where packets that rules have counted come to the host with a mark that says so. */
    boolean marksMisses() {
        return missMarks && capabilities.actions().contains(RteActionType.COUNT);
    }

    private static int number(DeviceConfig config, String key, String text) throws BackendUnavailableException {
        return number(config, key, text, Integer.MAX_VALUE);
    }

    private static int number(DeviceConfig config, String key, String text, int most)
            throws BackendUnavailableException {
        String expected = "a whole number from 0" + (most == Integer.MAX_VALUE ? "" : " to " + most);
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(config, key, text, expected);
        }
        throw wrong(config, key, text, expected);
    }

    static BackendUnavailableException wrong(DeviceConfig config, String key, String text, String expected) {
        return new BackendUnavailableException(
                "device " + config.name() + ": " + key + " is '" + text + "', expected " + expected);
    }
}
