package io.tandem.conformance.offload;

import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.MplsEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Compares the packets that two filters match. */
final class MatchRelation {
    private MatchRelation() {}

    /**
     * What {@code first} asks of a packet and {@code second} does not: empty where each packet of the second is one of the
     * first.
     */
    static List<String> onlyIn(FlowerMatch first, FlowerMatch second) {
        List<String> only = new ArrayList<>();
        Map<FlowerKey, FlowerValue> wanted = plain(first);
        Map<FlowerKey, FlowerValue> given = plain(second);
        wanted.forEach((key, value) -> {
            Optional<FlowerValue> other = Optional.ofNullable(given.get(key));
            if (other.isEmpty() || !implies(other.get(), value)) {
                only.add(key + " " + text(value) + " against "
                        + other.map(MatchRelation::text).orElse("any"));
            }
        });
        if (!first.tunnelOptions().isEmpty() && !first.tunnelOptions().equals(second.tunnelOptions())) {
            only.add("options " + first.tunnelOptions() + " against " + second.tunnelOptions());
        }
        List<MplsEntry> deeper = deeper(first);
        if (!deeper.isEmpty() && !deeper.equals(deeper(second))) {
            only.add("labels " + deeper + " against " + deeper(second));
        }
        return only;
    }

    private static boolean implies(FlowerValue given, FlowerValue wanted) {
        for (int i = 0; i < wanted.mask().size(); i++) {
            int mask = wanted.mask().at(i);
            if ((given.mask().at(i) & mask) != mask
                    || (given.value().at(i) & mask) != wanted.value().at(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The first label is written in either of two ways; here it is always fields. Behind tags, the type is what is behind
     * them, as a dump has it. Masks of nothing are left out.
     */
    private static Map<FlowerKey, FlowerValue> plain(FlowerMatch match) {
        Map<FlowerKey, FlowerValue> values = new EnumMap<>(FlowerKey.class);
        match.values().forEach((key, value) -> {
            if (value.mask().toArray().length > 0 && !zero(value)) {
                values.put(key, value);
            }
        });
        match.value(FlowerKey.CVLAN_ETH_TYPE)
                .or(() -> match.value(FlowerKey.VLAN_ETH_TYPE))
                .ifPresent(type -> values.put(FlowerKey.ETH_TYPE, type));
        for (MplsEntry entry : match.mpls()) {
            if (entry.depth() == 1) {
                put(values, FlowerKey.MPLS_LABEL, entry.label());
                put(values, FlowerKey.MPLS_TC, entry.tc());
                put(values, FlowerKey.MPLS_BOS, entry.bos());
                put(values, FlowerKey.MPLS_TTL, entry.ttl());
            }
        }
        return values;
    }

    private static boolean zero(FlowerValue value) {
        for (byte part : value.mask().toArray()) {
            if (part != 0) {
                return false;
            }
        }
        return true;
    }

    private static void put(Map<FlowerKey, FlowerValue> values, FlowerKey key, OptionalInt wanted) {
        if (wanted.isPresent()) {
            values.put(key, FlowerValue.exact(key, wanted.getAsInt()));
        }
    }

    private static List<MplsEntry> deeper(FlowerMatch match) {
        return match.mpls().stream().filter(e -> e.depth() > 1).toList();
    }

    private static String text(FlowerValue value) {
        return value.value() + "/" + value.mask();
    }
}
