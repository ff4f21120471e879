package io.tandem.backend;

import java.util.Map;
import java.util.Optional;

/**
 * Settings of one device, as the configuration file gives them.
 *
 * @param name the device's name in the flow table and in reports
 * @param settings keys that the backend documents
 */
public record DeviceConfig(String name, Map<String, String> settings) {
    public DeviceConfig {
        settings = Map.copyOf(settings);
    }

    /** The setting of that key. */
    public Optional<String> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }
}
