package io.tandem.rte.port;

import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;

/**
 * The handles of actions that rules share, by their ports and numbers. A driver's handle means nothing once the port's life
 * has ended that it was made in. One thread at a time.
 */
final class SharedActions {
    private final IntToLongFunction life;
    private final Map<Name, Made> actions = new HashMap<>();

    private record Name(int port, int id) {}

    private record Made(long life, long handle) {}

    /** @param life the present one of a port */
    SharedActions(IntToLongFunction life) {
        this.life = life;
    }

    /** An action is there. */
    void add(int port, int id, long handle) {
        actions.put(new Name(port, id), new Made(life.applyAsLong(port), handle));
    }

    /** An action is not there any more. */
    void remove(int port, int id) {
        actions.remove(new Name(port, id));
    }

    /** An action's handle; 0 where there is none. */
    long handle(int port, int id) {
        Made made = actions.get(new Name(port, id));
        return made == null || made.life() != life.applyAsLong(port) ? 0 : made.handle();
    }

    /** The number of an action that a rule names and that is not there; empty where all are. */
    OptionalInt missing(int port, RteRule rule) {
        return missing(port, rule.actions());
    }

    /** The same of a list. */
    OptionalInt missing(int port, List<RteAction> list) {
        for (RteAction action : list) {
            if (action instanceof RteAction.Indirect(int id) && handle(port, id) == 0) {
                return OptionalInt.of(id);
            }
            if (action instanceof RteAction.Sample sample) {
                OptionalInt inner = missing(port, sample.actions());
                if (inner.isPresent()) {
                    return inner;
                }
            }
        }
        return OptionalInt.empty();
    }
}
