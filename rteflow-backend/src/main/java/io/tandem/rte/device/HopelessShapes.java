package io.tandem.rte.device;

import io.tandem.backend.Refusal;
import io.tandem.rte.flow.RteRule;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Shapes of rules that a port's driver has refused for good, so that it is not asked for each flow again. Forgotten when
 * the device is reset. Thread-safe.
 */
final class HopelessShapes {
    private static final int MOST = 4_096;

    private final Map<Place, Refusal> refusals = new LinkedHashMap<>();

    private record Place(int port, RuleShape shape) {}

    /** Remembers what the driver said; the oldest goes where there are too many. */
    synchronized void add(int port, RteRule rule, Refusal refusal) {
        if (refusals.size() >= MOST) {
            Iterator<Place> oldest = refusals.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        refusals.put(new Place(port, RuleShape.of(rule)), refusal);
    }

    /** What the driver said to a rule of that shape. */
    synchronized Optional<Refusal> find(int port, RteRule rule) {
        return refusals.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(refusals.get(new Place(port, RuleShape.of(rule))));
    }

    synchronized void clear() {
        refusals.clear();
    }
}
