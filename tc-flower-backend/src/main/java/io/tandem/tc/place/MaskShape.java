package io.tandem.tc.place;

import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValues;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.filter.TunnelOption;
import io.tandem.tc.filter.TunnelOptionMatch;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The mask of a match: what it looks at, without what it wants to see. Filters of one shape and one protocol are in one
 * hash table of the kernel. Immutable. Source: net/sched/cls_flower.c, struct fl_flow_mask.
 */
final class MaskShape {
    private final int protocol;
    private final FlowerMatch match;
    private final int hash;

    /**
     * The shape of a match, which it keeps.
     *
     * @param protocol EtherType of the priority, which tells the match's own
     */
    MaskShape(int protocol, FlowerMatch match) {
        this.protocol = protocol;
        this.match = match;
        int all = protocol;
        FlowerValues fields = match.values();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.key(i) != FlowerKey.ETH_TYPE) {
                all = 31 * (31 * all + fields.key(i).valueAttribute())
                        + fields.value(i).mask().hashCode();
            }
        }
        hash = all;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MaskShape that
                && hash == that.hash
                && protocol == that.protocol
                && match.sourcePorts().isPresent() == that.match.sourcePorts().isPresent()
                && match.destinationPorts().isPresent()
                        == that.match.destinationPorts().isPresent()
                && sameMasks(match.values(), that.match.values())
                && mpls(match).equals(mpls(that.match))
                && options(match).equals(options(that.match));
    }

    private static boolean sameMasks(FlowerValues one, FlowerValues other) {
        int at = 0;
        for (int i = 0; i < one.size(); i++) {
            if (one.key(i) == FlowerKey.ETH_TYPE) {
                continue;
            }
            at = pastType(other, at);
            if (at == other.size()
                    || other.key(at) != one.key(i)
                    || !other.value(at).mask().equals(one.value(i).mask())) {
                return false;
            }
            at++;
        }
        return pastType(other, at) == other.size();
    }

    private static int pastType(FlowerValues fields, int at) {
        return at < fields.size() && fields.key(at) == FlowerKey.ETH_TYPE ? at + 1 : at;
    }

    /** The entries with 1 in place of each value that counts. */
    private static List<MplsEntry> mpls(FlowerMatch match) {
        return match.mpls().isEmpty()
                ? List.of()
                : match.mpls().stream().map(MaskShape::shape).toList();
    }

    private static List<TunnelOption> options(FlowerMatch match) {
        return match.tunnelOptions().isEmpty()
                ? List.of()
                : match.tunnelOptions().stream().map(TunnelOptionMatch::mask).toList();
    }

    private static MplsEntry shape(MplsEntry entry) {
        return new MplsEntry(
                entry.depth(), shape(entry.label()), shape(entry.tc()), shape(entry.bos()), shape(entry.ttl()));
    }

    private static OptionalInt shape(OptionalInt value) {
        return value.isPresent() ? OptionalInt.of(1) : value;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("protocol 0x").append(Integer.toHexString(protocol));
        match.values()
                .forEach(
                        (key, value) -> text.append(' ').append(key).append('/').append(value.mask()));
        return text.toString();
    }
}
