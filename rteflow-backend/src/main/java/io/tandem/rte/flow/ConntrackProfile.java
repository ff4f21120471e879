package io.tandem.rte.flow;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A TCP connection as a device tracks it.
 *
 * @param values of the fields; those that are left out are 0
 */
public record ConntrackProfile(Map<ConntrackField, Long> values) {
    /** @throws IllegalArgumentException where a value has more bits than its field */
    public ConntrackProfile {
        EnumMap<ConntrackField, Long> copy = new EnumMap<>(ConntrackField.class);
        values.forEach((field, value) -> {
            if (value >>> field.width() != 0) {
                throw new IllegalArgumentException(
                        field.member() + " has " + field.width() + " bits, and " + value + " more");
            }
            if (value != 0) {
                copy.put(field, value);
            }
        });
        values = Collections.unmodifiableMap(copy);
    }

    /** The value of a field. */
    public long get(ConntrackField field) {
        return values.getOrDefault(field, 0L);
    }
}
