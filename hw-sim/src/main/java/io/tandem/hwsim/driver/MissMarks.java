package io.tandem.hwsim.driver;

import java.util.HashMap;
import java.util.Map;

/**
 * Marks of packets that find no rule in a chain, for who has the rules that led there count them all the same. Not
 * thread-safe.
 */
final class MissMarks {
    private final Map<Place, Integer> marks = new HashMap<>();

    private record Place(int port, int chain) {}

    /** Begins to mark a port's packets of a chain. */
    void set(int port, int chain, int mark) {
        marks.put(new Place(port, chain), mark);
    }

    /** Ends that. */
    void clear(int port, int chain) {
        marks.remove(new Place(port, chain));
    }

    /** The mark of a port's packets of a chain; 0 where they have none. */
    int of(int port, int chain) {
        return marks.getOrDefault(new Place(port, chain), 0);
    }
}
