package io.tandem.rte.port;

import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;
import java.util.function.LongPredicate;

/**
 * The handles of actions that rules share, by their ports and numbers. A driver's handle means nothing once the port's life
 * has ended that it was made in. One thread at a time.
 */
final class SharedActions {
    private final IntToLongFunction life;
    private final Map<Name, Made> actions = new HashMap<>();
    /** Those that a closed one of these left behind, by their ports, as rules may name them still. */
    private static final Map<Integer, List<Made>> LEFT = new HashMap<>();

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

    /** Leaves all to whom the port's rules are flushed by next, as rules may name them still. */
    void leave() {
        synchronized (LEFT) {
            actions.forEach((name, made) ->
                    LEFT.computeIfAbsent(name.port(), _ -> new ArrayList<>()).add(made));
        }
        actions.clear();
    }

    /**
     * A port has no rules: ends what was left behind there. What does not end stays for the next time.
     *
     * @param end of a driver's handle, and whether it ended
     */
    void endLeft(int port, LongPredicate end) {
        synchronized (LEFT) {
            long now = life.applyAsLong(port);
            LEFT.getOrDefault(port, new ArrayList<>()).removeIf(made -> made.life() != now || end.test(made.handle()));
        }
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
