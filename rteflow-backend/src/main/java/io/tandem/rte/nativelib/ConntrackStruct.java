package io.tandem.rte.nativelib;

import io.tandem.rte.flow.ConntrackField;
import io.tandem.rte.flow.ConntrackProfile;
import java.util.EnumMap;
import java.util.Map;

/** A struct rte_flow_action_conntrack in native memory. Stateless. Source: rte_flow.h. */
public final class ConntrackStruct {
    /** The struct's name. */
    public static final String NAME = "rte_flow_action_conntrack";

    /** Writes a connection where zeros are. */
    public static void write(Layouts layouts, ConntrackProfile profile, long address) {
        profile.values().forEach((field, value) -> Memory.put(address, layouts.field(NAME, field.member()), value));
    }

    /**
     * Reads a connection.
     *
     * @throws IllegalArgumentException where an enumeration has a value that is none
     */
    public static ConntrackProfile read(Layouts layouts, long address) {
        Map<ConntrackField, Long> values = new EnumMap<>(ConntrackField.class);
        for (ConntrackField field : ConntrackField.values()) {
            values.put(field, Memory.get(address, layouts.field(NAME, field.member())));
        }
        return new ConntrackProfile(values);
    }

    private ConntrackStruct() {}
}
