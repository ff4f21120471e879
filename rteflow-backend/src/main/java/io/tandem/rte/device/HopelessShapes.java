package io.tandem.rte.device;

import io.tandem.backend.Refusal;
import io.tandem.rte.flow.RteRule;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Shapes of rules that a port's driver has refused for good, so that it is not asked for each flow again: by what it said, or
 * as it refused several without having taken one. Forgotten when the device is reset. Thread-safe.
 */
final class HopelessShapes {
    private static final int MOST = 4_096;

    /** Rules of a shape that are refused, where it may be their values, before the shape is. */
    private static final int TRIES = 8;

    private final Map<Place, Refusal> refusals = new LinkedHashMap<>();
    private final Map<Place, Integer> doubts = new LinkedHashMap<>();

    private record Place(int port, RuleShape shape) {}

    /** Remembers what the driver said; the oldest goes where there are too many. */
    synchronized void add(int port, RteRule rule, Refusal refusal) {
        add(new Place(port, RuleShape.of(rule)), refusal);
    }

    private void add(Place place, Refusal refusal) {
        room(refusals);
        refusals.put(place, refusal);
    }

    private static void room(Map<Place, ?> all) {
        if (all.size() >= MOST) {
            Iterator<Place> oldest = all.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The driver refused a rule, which may be about its values; remembered where it did so of several. */
    synchronized void doubt(int port, RteRule rule, Refusal refusal) {
        Place place = new Place(port, RuleShape.of(rule));
        room(doubts);
        if (doubts.merge(place, 1, Integer::sum) >= TRIES) {
            doubts.remove(place);
            add(place, refusal);
        }
    }

    /** The driver took a rule, so it was the values of others that it refused. */
    synchronized void taken(int port, RteRule rule) {
        if (!doubts.isEmpty()) {
            doubts.remove(new Place(port, RuleShape.of(rule)));
        }
    }

    /** What the driver said to a rule of that shape. */
    synchronized Optional<Refusal> find(int port, RteRule rule) {
        return refusals.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(refusals.get(new Place(port, RuleShape.of(rule))));
    }

    synchronized void clear() {
        refusals.clear();
        doubts.clear();
    }
}
