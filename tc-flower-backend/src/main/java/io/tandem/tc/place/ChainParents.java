package io.tandem.tc.place;

import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many rules lead to each chain. A rule in a chain that none leads to would hold memory and never see a packet, and
 * a packet must never be taken half the way by hardware: a chain's rules come after one that leads to them, and go with
 * the last. One thread at a time.
 */
public final class ChainParents {
    private final Map<ChainAt, Integer> parents = new HashMap<>();

    /** The chains that a filter's actions lead to, each once. */
    public static Set<ChainAt> targets(TcFilter filter) {
        Set<ChainAt> targets = Set.of();
        for (TcAction action : filter.actions()) {
            TcControl control = action.control();
            if (control.isGotoChain()) {
                targets = targets.isEmpty() ? new HashSet<>() : targets;
                targets.add(new ChainAt(filter.id().attach(), control.argument()));
            }
        }
        return targets;
    }

    /** True where packets can come to that chain. */
    public boolean reached(ChainAt chain) {
        return chain.chain() == 0 || parents.containsKey(chain);
    }

    /** The filter is installed. */
    public void add(TcFilter filter) {
        targets(filter).forEach(chain -> parents.merge(chain, 1, Integer::sum));
    }

    /**
     * The filter is gone.
     *
     * @return the chains that packets cannot come to any more
     */
    public Set<ChainAt> remove(TcFilter filter) {
        Set<ChainAt> orphans = new HashSet<>();
        for (ChainAt chain : targets(filter)) {
            Integer left = parents.merge(chain, -1, Integer::sum);
            if (left <= 0) {
                parents.remove(chain);
                orphans.add(chain);
            }
        }
        return orphans;
    }
}
