package io.tandem.tc.place;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.filter.TunnelOptionMatch;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The mask of a match: what it looks at, without what it wants to see. Filters of one shape and one protocol are in one
 * hash table of the kernel. Source: net/sched/cls_flower.c, struct fl_flow_mask.
 *
 * @param protocol EtherType of the priority
 * @param masks of the fields but the EtherType, which the protocol tells
 * @param ranges 1 where source ports have a range, 2 where destination ports have one
 * @param mpls entries of the label stack, with 1 in place of each value that counts
 * @param tunnelOptions masks of the tunnel's options
 */
record MaskShape(
        int protocol, Map<FlowerKey, Bytes> masks, int ranges, List<MplsEntry> mpls, List<TunnelOption> tunnelOptions) {
    static MaskShape of(int protocol, FlowerMatch match) {
        EnumMap<FlowerKey, Bytes> masks = new EnumMap<>(FlowerKey.class);
        match.values().forEach((key, value) -> masks.put(key, value.mask()));
        masks.remove(FlowerKey.ETH_TYPE);
        int ranges = (match.sourcePorts().isPresent() ? 1 : 0)
                | (match.destinationPorts().isPresent() ? 2 : 0);
        return new MaskShape(
                protocol,
                Collections.unmodifiableMap(masks),
                ranges,
                match.mpls().stream().map(MaskShape::shape).toList(),
                match.tunnelOptions().stream().map(TunnelOptionMatch::mask).toList());
    }

    private static MplsEntry shape(MplsEntry entry) {
        return new MplsEntry(
                entry.depth(), shape(entry.label()), shape(entry.tc()), shape(entry.bos()), shape(entry.ttl()));
    }

    private static OptionalInt shape(OptionalInt value) {
        return value.isPresent() ? OptionalInt.of(1) : value;
    }
}
