package io.tandem.tc.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceMeter;
import io.tandem.tc.place.MeterIndexes;
import io.tandem.tc.place.PriorityRange;
import io.tandem.tc.place.TcPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the configuration says about a device.
 *
 * @param ports network devices by datapath port number
 * @param blocks shared blocks that ports are put on where they have no ingress qdisc yet, by datapath port number
 * @param policy who shall hold the rules
 * @param priorities those that are ours
 * @param grace how long a rule from an earlier life waits for its flow
 * @param refresh how old counts of hardware may be
 * @param constantTunnelFlags what {@link io.tandem.tc.host.TcCapabilities} says of it
 * @param exactOptionLength what {@link io.tandem.tc.host.TcCapabilities} says of it
 * @param meters by their ids
 * @param receivers the interfaces that packets which no rule takes are brought to, by datapath port number
 */
record TcSettings(
        Map<Integer, String> ports,
        Map<Integer, Integer> blocks,
        TcPolicy policy,
        PriorityRange priorities,
        Duration grace,
        Duration refresh,
        boolean constantTunnelFlags,
        boolean exactOptionLength,
        Map<Integer, DeviceMeter> meters,
        Map<Integer, String> receivers) {
    private static final String PRIORITIES = "16384-24591";
    private static final String GRACE_SECONDS = "60";
    private static final String REFRESH_MILLIS = "1000";

    /** Reads the settings that docs/configuration.md lists. */
    static TcSettings of(DeviceConfig config) throws BackendUnavailableException {
        Map<Integer, String> ports = pairs(config, "ports", "NUMBER=INTERFACE");
        if (ports.isEmpty()) {
            throw wrong(config, "ports", "", "NUMBER=INTERFACE, for each port, with commas between");
        }
        Map<Integer, Integer> blocks = new LinkedHashMap<>();
        for (Map.Entry<Integer, String> block :
                pairs(config, "blocks", "NUMBER=BLOCK").entrySet()) {
            if (!ports.containsKey(block.getKey())) {
                throw wrong(config, "blocks", block.getKey() + "=" + block.getValue(), "a port of \"ports\"");
            }
            blocks.put(block.getKey(), (int) number(config, "blocks", block.getValue(), 1));
        }
        String meters = config.setting("meters").orElse("");
        String policy = config.setting("policy").orElse(TcPolicy.NONE.word());
        String priorities = config.setting("priorities").orElse(PRIORITIES);
        return new TcSettings(
                ports,
                blocks,
                found(TcPolicy.of(policy), config, "policy", policy, "none, skip_sw or skip_hw"),
                found(
                        PriorityRange.parse(priorities),
                        config,
                        "priorities",
                        priorities,
                        "FIRST-LAST within 1-65535, 18 at least"),
                Duration.ofSeconds(number(
                        config, "grace-seconds", config.setting("grace-seconds").orElse(GRACE_SECONDS), 0)),
                Duration.ofMillis(number(
                        config,
                        "refresh-millis",
                        config.setting("refresh-millis").orElse(REFRESH_MILLIS),
                        0)),
                flag(config, "constant-tunnel-flags"),
                flag(config, "exact-option-length"),
                found(
                        DeviceMeter.parse(meters)
                                .filter(all -> all.keySet().stream().allMatch(id -> id < MeterIndexes.METERS)),
                        config,
                        "meters",
                        meters,
                        DeviceMeter.FORM + ", ids below " + MeterIndexes.METERS),
                receivers(config, ports, blocks));
    }

    private static Map<Integer, String> receivers(
            DeviceConfig config, Map<Integer, String> ports, Map<Integer, Integer> blocks)
            throws BackendUnavailableException {
        Map<Integer, String> receivers = pairs(config, "receivers", "NUMBER=INTERFACE");
        for (Map.Entry<Integer, String> receiver : receivers.entrySet()) {
            if (!ports.containsKey(receiver.getKey()) || blocks.containsKey(receiver.getKey())) {
                throw wrong(
                        config,
                        "receivers",
                        receiver.getKey() + "=" + receiver.getValue(),
                        "a port of \"ports\" that is on no shared block");
            }
        }
        return receivers;
    }

    private static boolean flag(DeviceConfig config, String key) throws BackendUnavailableException {
        String text = config.setting(key).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(config, key, text, "true or false");
        };
    }

    private static Map<Integer, String> pairs(DeviceConfig config, String key, String form)
            throws BackendUnavailableException {
        Map<Integer, String> pairs = new LinkedHashMap<>();
        String text = config.setting(key).orElse("").strip();
        if (text.isEmpty()) {
            return pairs;
        }
        for (String entry : text.split(",", -1)) {
            String[] sides = entry.strip().split("=", 2);
            if (sides.length != 2 || sides[1].isBlank()) {
                throw wrong(config, key, entry, form);
            }
            int number = (int) number(config, key, sides[0].strip(), 1);
            if (pairs.put(number, sides[1].strip()) != null) {
                throw wrong(config, key, entry, "each port once");
            }
        }
        return pairs;
    }

    private static long number(DeviceConfig config, String key, String text, int least)
            throws BackendUnavailableException {
        Optional<Integer> number;
        try {
            number = Optional.of(Integer.parseInt(text)).filter(n -> n >= least);
        } catch (NumberFormatException e) {
            number = Optional.empty();
        }
        return found(number, config, key, text, "a whole number from " + least);
    }

    private static <T> T found(Optional<T> value, DeviceConfig config, String key, String text, String expected)
            throws BackendUnavailableException {
        if (value.isEmpty()) {
            throw wrong(config, key, text, expected);
        }
        return value.get();
    }

    private static BackendUnavailableException wrong(DeviceConfig config, String key, String text, String expected) {
        return new BackendUnavailableException(
                "device " + config.name() + ": " + key + " is '" + text + "', expected " + expected);
    }
}
