package io.tandem.tc.filter;

import java.util.List;
import java.util.Set;

/**
 * A flower filter.
 *
 * @param id where it is
 * @param match the packets that it is for
 * @param flags who holds it
 * @param classId the class that it puts packets in; 0 for none
 * @param actions what it does, in order
 */
public record TcFilter(FilterId id, FlowerMatch match, Set<FilterFlag> flags, int classId, List<TcAction> actions) {
    public TcFilter {
        flags = Set.copyOf(flags);
        actions = List.copyOf(actions);
    }

    /** A filter that puts packets in no class. */
    public static TcFilter of(FilterId id, FlowerMatch match, Set<FilterFlag> flags, List<TcAction> actions) {
        return new TcFilter(id, match, flags, 0, actions);
    }
}
