package io.tandem.tc.host;

import io.tandem.tc.filter.FilterId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Gives out chains. An id that can be a chain's number is its own, so that what tc shows reads like the flow; a larger
 * one is given a number from the top down that no id has. Thread-safe.
 */
public final class ChainNumbers implements RecircChains {
    private final int last;
    private final Map<Integer, Integer> chains = new HashMap<>();
    private final Map<Integer, Integer> owners = new HashMap<>();
    private int next;

    /** With all chains that tc has. */
    public ChainNumbers() {
        this(FilterId.LAST_CHAIN);
    }

    /** With chains 0 to {@code last}. */
    public ChainNumbers(int last) {
        this.last = last;
        next = last;
    }

    @Override
    public synchronized OptionalInt chainOf(int recirculationId) {
        if (recirculationId == 0) {
            return OptionalInt.of(0);
        }
        Integer known = chains.get(recirculationId);
        if (known != null) {
            return OptionalInt.of(known);
        }
        boolean own = Integer.compareUnsigned(recirculationId, last) <= 0 && !owners.containsKey(recirculationId);
        return own ? take(recirculationId, recirculationId) : search(recirculationId);
    }

    /** Frees every chain but these, whose rules are there. Not called while a rule is on its way. */
    public synchronized void retain(Set<Integer> used) {
        owners.keySet().retainAll(used);
        chains.values().retainAll(used);
    }

    private OptionalInt search(int recirculationId) {
        for (int tried = 0; tried < last && owners.size() < last; tried++) {
            int candidate = next;
            next = next == 1 ? last : next - 1;
            if (!owners.containsKey(candidate)) {
                return take(recirculationId, candidate);
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt take(int recirculationId, int chain) {
        chains.put(recirculationId, chain);
        owners.put(chain, recirculationId);
        return OptionalInt.of(chain);
    }
}
