package io.tandem.backend;

import io.tandem.flow.FlowField;
import java.util.Map;
import java.util.Set;

/**
 * What a device can do in its present generation.
 *
 * @param fields the fields that it can match, each with how freely
 * @param actions names of the actions that it can do, in the words of ODP text
 * @param maxRules rules that it can hold at most
 * @param maxMasks different masks that it can hold at most
 * @param counterWidth bits of its counters
 * @param refreshNanos how late its counters may be, in nanoseconds
 * @param ports the datapath ports that it serves
 */
public record DeviceCapabilities(
        Map<FlowField, MaskSupport> fields,
        Set<String> actions,
        long maxRules,
        long maxMasks,
        int counterWidth,
        long refreshNanos,
        Set<Integer> ports) {
    public DeviceCapabilities {
        fields = Map.copyOf(fields);
        actions = Set.copyOf(actions);
        ports = Set.copyOf(ports);
    }

    /** How freely a field can be masked. */
    public enum MaskSupport {
        EXACT,
        PREFIX,
        ANY
    }
}
