package io.tandem.tc.match;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.filter.TunnelOptionMatch;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A match while it is made: the megaflow's bits that nothing has answered for yet, the flower keys so far, and the fields
 * in which these match less. Not thread-safe.
 */
final class MatchDraft extends MatchAccount {
    final Map<FlowerKey, FlowerValue> values = new EnumMap<>(FlowerKey.class);
    final List<MplsEntry> mpls = new ArrayList<>();
    final List<TunnelOptionMatch> tunnelOptions = new ArrayList<>();
    final Set<FlowField> compared = EnumSet.noneOf(FlowField.class);

    MatchDraft(FlowKey key, FlowMask mask) {
        super(key, mask, "flower");
    }

    /** Compares the field bit by bit, as {@link MatchTable} says. */
    void compare(FlowField field) {
        if (looksAt(field)) {
            Optional<FlowerKey> flower = MatchTable.find(field);
            values.put(flower.orElseThrow(), MatchTable.value(flower.get(), field, key(), mask()));
            compared.add(field);
            answer(field);
        }
    }

    /** Compares a key of at most eight bytes with a number. */
    void exact(FlowerKey flower, long value) {
        values.put(flower, FlowerValue.exact(flower, value));
    }

    /** Compares the field whole, or not at all. */
    void wholeOrNot(FlowField field) throws RefusedException {
        if (!looksAt(field)) {
            return;
        }
        if (!whole(field)) {
            throw partial(field);
        }
        exact(MatchTable.find(field).orElseThrow(), key().get(field));
        answer(field);
    }
}
