package io.tandem.conformance.tcpackets;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.translate.TcRule;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives each mask of a chain a priority of its own, from 1 on. */
final class RulePriorities {
    private final Map<List<Object>, Integer> priorities = new HashMap<>();

    /** The rule's priority. */
    int of(TcRule rule) {
        List<Object> place = List.of(rule.inPort(), rule.chain(), rule.protocol(), masks(rule.match()));
        return priorities.computeIfAbsent(place, p -> priorities.size() + 1);
    }

    private static List<Object> masks(FlowerMatch match) {
        Map<FlowerKey, Bytes> masks = new EnumMap<>(FlowerKey.class);
        match.values().forEach((key, value) -> masks.put(key, value.mask()));
        List<List<Boolean>> labels = match.mpls().stream()
                .map(e -> List.of(
                        e.label().isPresent(),
                        e.tc().isPresent(),
                        e.bos().isPresent(),
                        e.ttl().isPresent()))
                .toList();
        return List.of(masks, labels);
    }
}
