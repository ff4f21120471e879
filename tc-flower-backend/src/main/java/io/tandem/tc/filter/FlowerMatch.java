package io.tandem.tc.filter;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a packet must be.
 *
 * @param values fields by value and mask; a field that is not there may be anything
 * @param sourcePorts ports that the packet may come from
 * @param destinationPorts ports that it may go to
 * @param mpls entries of the label stack, the first first; with these, no MPLS field is in {@code values}
 * @param tunnelOptions all options of the tunnel header in order, of one kind
 * @param inDevice the device that it came in by, where the filter serves several
 */
public record FlowerMatch(
        FlowerValues values,
        Optional<PortRange> sourcePorts,
        Optional<PortRange> destinationPorts,
        List<MplsEntry> mpls,
        List<TunnelOptionMatch> tunnelOptions,
        Optional<String> inDevice) {
    /** Every packet. */
    public static final FlowerMatch ALL = new FlowerMatch(
            FlowerValues.NONE, Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty());

    public FlowerMatch {
        mpls = List.copyOf(mpls);
        tunnelOptions = List.copyOf(tunnelOptions);
    }

    /** Only fields by value and mask. */
    public static FlowerMatch of(Map<FlowerKey, FlowerValue> values) {
        return new FlowerMatch(
                FlowerValues.of(values), Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    /** What that field must be; empty where it may be anything. */
    public Optional<FlowerValue> value(FlowerKey key) {
        return Optional.ofNullable(values.get(key));
    }
}
